package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.streams.state.KeyValueStore;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.state.PauseHistogram;
import org.seriesflow.events.state.SeriesHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the series of each sender of one partition paused at most, and what idle time that
 * makes. A sender is a calling AE title with a scanner behind it.
 *
 * <p>A series counts once, by its longest pause so far: the percentile is then the share of series
 * that would not have been ended too early. Pauses are differences of {@code receivedAt}, so that
 * the same log teaches the same.
 */
final class LearntPauses {
  private static final Logger LOG = LoggerFactory.getLogger(LearntPauses.class);

  /** The delimiter of values in DICOM (PS3.5 section 6.2), which stands in no AE title. */
  private static final char SEPARATOR = '\\';

  /** Some 300 bytes each; whoever sends names its scanners. */
  private static final int MOST_SENDERS = 10_000;

  private static final Duration KEPT = Duration.ofDays(90);

  /**
   * A pause that a series made, longer than any before it.
   *
   * @param of whose it is
   * @param formerMillis its longest one before; null where there was none
   * @param at when it ended
   */
  record Pause(String of, Long formerMillis, long millis, Instant at) {}

  private record Learnt(int series, long percentileMillis) {}

  private final LearntIdle settings;
  private final KeyValueStore<String, PauseHistogram> rows;
  private final Map<String, Learnt> learnt = new HashMap<>();

  LearntPauses(LearntIdle settings, KeyValueStore<String, PauseHistogram> rows) {
    this.settings = settings;
    this.rows = rows;
    try (var all = rows.all()) {
      all.forEachRemaining(row -> learnt.put(row.key, evaluated(row.value.getCounts())));
    }
  }

  /** Whose pauses those of a series are that begins with this instance. */
  static String sender(InstanceReceived first) {
    return text(first.getCallingAeTitle()) + SEPARATOR + text(first.getScanner());
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  /** The pause that an instance ends which the series lacked; empty where it is none to learn. */
  Optional<Pause> endedBy(InstanceReceived instance, SeriesHead before) {
    var millis = instance.getReceivedAt().toEpochMilli() - before.getLastArrivalAt().toEpochMilli();
    var former = before.getLongestPauseMillis();
    return before.getPausesOf() == null
            || millis < 0
            || millis > settings.longest().toMillis()
            || (former != null && millis <= former)
        ? Optional.empty()
        : Optional.of(new Pause(before.getPausesOf(), former, millis, instance.getReceivedAt()));
  }

  /** Learns of a pause. */
  void learn(Pause pause) {
    var row = rows.get(pause.of());
    if (row == null && learnt.size() >= MOST_SENDERS) {
      LOG.warn("pauses of {} are not learnt: {} senders are known", pause.of(), MOST_SENDERS);
      return;
    }
    var former = row == null ? PauseBins.empty() : row.getCounts();
    var counts = PauseBins.with(former, pause.formerMillis(), pause.millis());
    rows.put(
        pause.of(), PauseHistogram.newBuilder().setCounts(counts).setLearntAt(pause.at()).build());
    learnt.put(pause.of(), evaluated(counts));
  }

  private Learnt evaluated(List<Integer> counts) {
    var total = PauseBins.total(counts);
    return new Learnt(
        total, total == 0 ? 0 : PauseBins.percentileMillis(counts, settings.percentile()));
  }

  /** The idle time that was learnt for a series; empty as long as too few were learnt from. */
  Optional<IdleTime> idle(SeriesHead head) {
    return Optional.ofNullable(head.getPausesOf())
        .map(learnt::get)
        .filter(known -> known.series() >= settings.series())
        .map(
            known ->
                new IdleTime(
                    settings.idleFor(known.percentileMillis()),
                    OptionalInt.of(known.series()),
                    name(head.getPausesOf())));
  }

  private static String name(String sender) {
    var end = sender.indexOf(SEPARATOR);
    var aeTitle = end == 0 ? "senders without an AE title" : sender.substring(0, end);
    return end + 1 == sender.length()
        ? aeTitle
        : aeTitle + ", scanner " + sender.substring(end + 1);
  }

  /** Forgets senders of which nothing was learnt for long. */
  void forget(Instant now) {
    var since = now.minus(KEPT);
    try (var all = rows.all()) {
      all.forEachRemaining(
          row -> {
            if (row.value.getLearntAt().isBefore(since)) {
              rows.delete(row.key);
              learnt.remove(row.key);
            }
          });
    }
  }
}
