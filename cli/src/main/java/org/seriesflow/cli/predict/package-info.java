/** The stages of the services in one process: the same code, the same numbers, no Kafka. */
package org.seriesflow.cli.predict;
