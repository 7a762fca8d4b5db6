/**
 * Where pixels stand: a content-addressed store beside the log
 * (docs/decisions/0007-payload-store.md).
 */
package org.seriesflow.streaming.payload;
