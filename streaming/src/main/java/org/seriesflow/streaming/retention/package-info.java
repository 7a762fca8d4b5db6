/**
 * What the payload store may let go: all that no topic refers to any more (docs/payload-store.md).
 */
package org.seriesflow.streaming.retention;
