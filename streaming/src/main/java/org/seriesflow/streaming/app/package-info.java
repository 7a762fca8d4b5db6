/**
 * The lifecycle of Kafka Streams applications (docs/decisions/0006-streams-lifecycle.md). Several
 * may run in one process.
 */
package org.seriesflow.streaming.app;
