/**
 * What the services have in common: topics, wire format, payload store, stages with dead letters,
 * and the lifecycle of Kafka Streams applications.
 */
package org.seriesflow.streaming;
