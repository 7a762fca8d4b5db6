package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells of series that have gone quiet, by the wall clock. */
final class QuietSeries {
  private final Duration after;
  private final QuietListener listener;
  private final CompletionClock clock;
  private final Set<String> told = new HashSet<>();

  /**
   * @param after how long nothing of a series has come
   */
  QuietSeries(Duration after, QuietListener listener, CompletionClock clock) {
    this.after = after;
    this.listener = listener;
    this.clock = clock;
  }

  /** Tells of those that are quiet, where the partition is read to its end. */
  void look(Map<String, OpenSeries> open, long now) {
    var quiet =
        open.keySet().stream()
            .filter(series -> !told.contains(series) && clock.idleInWallClock(series, after, now))
            .toList();
    if (!quiet.isEmpty() && clock.atEnd()) {
      for (var series : quiet) {
        told.add(series);
        listener.quiet(series, open.get(series).head().getStudyInstanceUid());
      }
    }
  }

  /** Something of the series arrived, or it ended. */
  void notQuiet(String series) {
    told.remove(series);
  }
}
