package org.seriesflow.streaming;

import java.time.Duration;
import java.util.List;

/**
 * How long events can be read: the one setting from which the retention of every topic follows.
 * Payloads stay for as long as a topic refers to them, and a replay reaches back as far as the
 * topics of work do.
 *
 * @param replay how long a series can be scored again from what its stages made
 * @param results how long predictions, skips and dead letters can be read; not shorter
 */
public record RetentionTimes(Duration replay, Duration results) {
  /** Where nobody says otherwise. */
  public static final RetentionTimes USUAL =
      new RetentionTimes(Duration.ofDays(14), Duration.ofDays(90));

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException naming them where they contradict one another
   */
  public RetentionTimes {
    if (replay.compareTo(TopicsAdmin.LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "the replay horizon is %s, and services start with %s at least"
              .formatted(replay, TopicsAdmin.LEAST_RETENTION));
    }
    if (results.compareTo(replay) < 0) {
      throw new IllegalArgumentException(
          "results are kept for %s, less than the replay horizon of %s: what is scored again would have nothing to be compared with"
              .formatted(results, replay));
    }
  }

  /** The topics, each kept for its time. */
  public List<Topic<?>> applied(List<Topic<?>> topics) {
    return topics.stream()
        .<Topic<?>>map(topic -> topic.withRetention(Topics.isWork(topic.name()) ? replay : results))
        .toList();
  }
}
