/**
 * Confluent's wire format and registry API, spoken by a small client and serde of our own
 * (docs/decisions/0005-registry-client.md).
 */
package org.seriesflow.streaming.registry;
