package org.seriesflow.streaming.retention;

import java.time.Duration;
import java.util.Optional;
import org.seriesflow.streaming.Topics;

/**
 * How long the brokers keep a topic of the catalogue.
 *
 * @param retention {@code retention.ms}; empty: for ever
 * @param retentionBytes {@code retention.bytes}, of a partition; empty: any number
 * @param compacted whether time has no say
 */
public record KeptTopic(
    String name, Optional<Duration> retention, Optional<Long> retentionBytes, boolean compacted) {

  /** Whether a replay starts from it. */
  public boolean isWork() {
    return Topics.isWork(name);
  }

  /** In words: 14 days, 36 h, for ever. */
  public String text() {
    return compacted ? "compacted" : retention.map(KeptTopic::text).orElse("for ever");
  }

  static String text(Duration time) {
    if (time.equals(Duration.ofDays(time.toDays()))) {
      return time.toDays() + " days";
    }
    return time.equals(Duration.ofHours(time.toHours()))
        ? time.toHours() + " h"
        : time.toSeconds() + " s";
  }
}
