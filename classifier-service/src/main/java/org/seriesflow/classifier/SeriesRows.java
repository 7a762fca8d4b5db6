package org.seriesflow.classifier;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.state.KeyValueStore;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.StageHost;

/**
 * The rows of the series of one task. A series that was not heard of for long enough is forgotten.
 */
final class SeriesRows {
  private static final Duration SWEEP = Duration.ofHours(1);

  private final KeyValueStore<String, SeriesRow> store;

  SeriesRows(StageHost host) {
    this.store = host.store(ClassifierTopology.SERIES_ROWS);
  }

  SeriesRow of(String seriesInstanceUid) {
    var row = store.get(seriesInstanceUid);
    return row == null ? SeriesRow.EMPTY : row;
  }

  void add(String seriesInstanceUid, Ending ending, long timestampMillis) {
    store.put(seriesInstanceUid, of(seriesInstanceUid).with(ending, timestampMillis));
  }

  /**
   * From now on rows older than the memory are removed, by stream time: a stopped stream forgets
   * nothing.
   */
  void sweep(StageHost host, Duration memory) {
    host.schedule(
        SWEEP,
        PunctuationType.STREAM_TIME,
        now -> {
          removeUntouchedSince(now - memory.toMillis());
          return Outcome.nothing("sweep");
        });
  }

  private void removeUntouchedSince(long millis) {
    try (var rows = store.all()) {
      while (rows.hasNext()) {
        var row = rows.next();
        if (row.value.touchedAtMillis() < millis) {
          store.delete(row.key);
        }
      }
    }
  }
}
