/**
 * Stages: pure work on one event, run inside Kafka Streams with retries, dead letters, metrics and
 * exactly-once output. A service describes its stages as {@link
 * org.seriesflow.streaming.stage.StageDefinition} and lets {@link
 * org.seriesflow.streaming.stage.StageTopology} wire them.
 */
package org.seriesflow.streaming.stage;
