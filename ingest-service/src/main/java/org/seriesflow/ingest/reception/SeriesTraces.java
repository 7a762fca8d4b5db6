package org.seriesflow.ingest.reception;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.streaming.Traceparent;

/**
 * Gives the instances of a series that arrive together one trace (W3C Trace Context), each instance
 * a span of its own. Remembers the latest series only: a trace is for people who look for a cause,
 * and nothing depends on it.
 */
final class SeriesTraces {
  private static final int REMEMBERED = 1_000;

  private record Current(Traceparent trace, Instant usedAt) {}

  private final Duration gap;

  @SuppressWarnings("serial")
  private final Map<String, Current> bySeries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Current> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param gap after this long without an instance of it, a series gets a new trace
   */
  SeriesTraces(Duration gap) {
    this.gap = gap;
  }

  /** The trace of an instance that is received now. */
  synchronized Traceparent next(String seriesInstanceUid, Instant now) {
    var known = bySeries.get(seriesInstanceUid);
    var trace =
        known == null || known.usedAt().plus(gap).isBefore(now)
            ? Traceparent.start()
            : known.trace().child();
    bySeries.put(seriesInstanceUid, new Current(trace, now));
    return trace;
  }
}
