/**
 * What the stages that run a model package share: the way from an event to a volume and back, the
 * package as an event names it, and the configuration that both have. Knows Kafka only through
 * {@code streaming}.
 */
package org.seriesflow.stages;
