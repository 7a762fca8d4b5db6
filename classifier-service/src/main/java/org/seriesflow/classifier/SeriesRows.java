package org.seriesflow.classifier;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.state.KeyValueStore;
import org.seriesflow.events.EventHeader;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.StageHost;

/**
 * The rows of the series of one task, in a replay for each job. A series that was not heard of for
 * long enough is forgotten.
 */
final class SeriesRows {
  private static final Duration SWEEP = Duration.ofHours(1);

  private final KeyValueStore<String, SeriesRow> store;

  SeriesRows(StageHost host) {
    this.store = host.store(ClassifierTopology.SERIES_ROWS);
  }

  SeriesRow of(EventHeader header) {
    var row = store.get(key(header));
    return row == null ? SeriesRow.EMPTY : row;
  }

  void add(EventHeader header, Ending ending, long timestampMillis) {
    store.put(key(header), of(header).with(ending, timestampMillis));
  }

  /** What one replay job said of a series is nothing to another. */
  private static String key(EventHeader header) {
    return header.getJobId() == null
        ? header.getSeriesInstanceUid()
        : header.getSeriesInstanceUid() + " " + header.getJobId();
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
