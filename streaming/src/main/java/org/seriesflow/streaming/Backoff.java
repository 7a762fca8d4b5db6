package org.seriesflow.streaming;

import java.time.Duration;

/**
 * How long to wait before each repetition: doubling from the first to the longest.
 *
 * @param first before the first repetition
 * @param longest never more than this
 * @param bound all waits together; afterwards the fault is passed on
 */
public record Backoff(Duration first, Duration longest, Duration bound) {

  /** For work on a record; its bound stays far below the poll interval of a consumer. */
  public static final Backoff OF_RECORDS =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(60));

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("Back-off from %s to %s".formatted(first, longest));
    }
  }

  /**
   * The wait before a repetition.
   *
   * @param repetition from 1
   */
  public Duration before(int repetition) {
    long factor = 1L << Math.min(repetition - 1, 20);
    Duration wait = first.multipliedBy(factor);
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
