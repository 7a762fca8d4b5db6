package org.seriesflow.ingest.assembly;

import java.util.OptionalLong;

/**
 * Where a partition of the instances topic ends, and how far the assembly got. Asked only while a
 * series is open, since each answer costs a round trip to the broker.
 */
public interface PartitionEnds {

  /** Offset after the last record that can be read now; empty where the broker gives no answer. */
  OptionalLong endOffset(int partition);

  /**
   * Offset up to which the assembly has committed; empty where there is none or no answer. It may
   * pass the last record: offsets that hold no record (transaction markers) count too.
   */
  OptionalLong committedOffset(int partition);
}
