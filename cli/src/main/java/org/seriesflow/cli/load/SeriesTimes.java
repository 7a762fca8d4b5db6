package org.seriesflow.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;

/** When what became of each series, of their events. */
final class SeriesTimes {
  /**
   * Times of a series that has ended.
   *
   * @param lastReceived when the last byte of its last instance had come
   * @param complete when it was held to be complete
   * @param ended when its end could be read
   * @param how PREDICTED, SKIPPED, FAILED, or another status of a prediction
   */
  record Ended(Instant lastReceived, Instant complete, Instant ended, String how) {
    /** From the last instance to the end, waiting for silence included. */
    Duration fromLastInstance() {
      return Duration.between(lastReceived, ended);
    }

    /** From completeness to the end. */
    Duration fromCompleteness() {
      return Duration.between(complete, ended);
    }
  }

  private final Map<String, Instant> received = new HashMap<>();
  private final Map<String, Instant> complete = new HashMap<>();
  private final Map<String, End> ended = new HashMap<>();

  private record End(Instant at, String how) {}

  /** Takes an event that was read at that time; topics may be read in any order. */
  void add(SpecificRecord event, Instant readAt) {
    switch (event) {
      case InstanceReceived instance ->
          received.merge(
              uid(instance.getHeader()), instance.getReceivedAt(), (a, b) -> a.isAfter(b) ? a : b);
      case SeriesAssembled series ->
          complete.put(uid(series.getHeader()), series.getHeader().getProducedAt());
      case SeriesSkipped series -> ended.put(uid(series.getHeader()), new End(readAt, "SKIPPED"));
      case SeriesPredicted series ->
          ended.put(uid(series.getHeader()), new End(readAt, series.getStatus().name()));
      default -> {}
    }
  }

  private static String uid(EventHeader header) {
    return header.getSeriesInstanceUid();
  }

  /** The times of a series; empty where it has not ended. */
  Optional<Ended> of(String series) {
    var end = ended.get(series);
    return end != null && complete.containsKey(series) && received.containsKey(series)
        ? Optional.of(new Ended(received.get(series), complete.get(series), end.at(), end.how()))
        : Optional.empty();
  }

  /** How many series are complete and have not ended. */
  int open() {
    return (int) complete.keySet().stream().filter(series -> !ended.containsKey(series)).count();
  }
}
