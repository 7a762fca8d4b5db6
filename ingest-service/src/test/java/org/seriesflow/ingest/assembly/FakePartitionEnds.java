package org.seriesflow.ingest.assembly;

import java.util.OptionalLong;

/** A partition whose ends the test sets. */
final class FakePartitionEnds implements PartitionEnds {
  long end;
  long committed;
  boolean away;
  int questions;

  @Override
  public OptionalLong endOffset(int partition) {
    questions++;
    return away ? OptionalLong.empty() : OptionalLong.of(end);
  }

  @Override
  public OptionalLong committedOffset(int partition) {
    questions++;
    return away ? OptionalLong.empty() : OptionalLong.of(committed);
  }
}
