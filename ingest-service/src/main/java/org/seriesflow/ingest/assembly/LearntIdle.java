package org.seriesflow.ingest.assembly;

import static org.seriesflow.ingest.assembly.IdleTimes.requirePositive;

import java.time.Duration;

/**
 * How an idle time is learnt of the pauses that former series of the same sender made.
 *
 * @param percentile above 0, at most 100: of so many series in a hundred the longest pause is to be
 *     waited for
 * @param factor at least 1, by which it is multiplied
 * @param shortest never less; a learnt idle time is brought within both bounds
 * @param longest never more; a longer pause is none that could be waited for, and not learnt from
 * @param series of at least so many series, before it counts
 */
public record LearntIdle(
    double percentile, double factor, Duration shortest, Duration longest, int series) {

  public LearntIdle {
    requirePositive("shortest", shortest);
    requirePositive("longest", longest);
    if (!(percentile > 0 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile must be above 0 and at most 100 and is " + percentile);
    }
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor must be at least 1 and is " + factor);
    }
    if (longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "longest, %s, must not be below shortest, %s".formatted(longest, shortest));
    }
    if (longest.toMillis() > PauseBins.LONGEST_MILLIS) {
      throw new IllegalArgumentException(
          "longest must be at most %d s and is %s"
              .formatted(PauseBins.LONGEST_MILLIS / 1_000, longest));
    }
    if (series < 1) {
      throw new IllegalArgumentException("series must be at least 1 and is " + series);
    }
  }

  /** The idle time for pauses of that length, in ms. */
  Duration idleFor(long pauseMillis) {
    var wanted = Duration.ofMillis(Math.round(pauseMillis * factor));
    if (wanted.compareTo(shortest) < 0) {
      return shortest;
    }
    return wanted.compareTo(longest) > 0 ? longest : wanted;
  }
}
