package org.seriesflow.cli.load;

import java.time.Duration;
import java.util.Collection;

/**
 * Milliseconds by nearest rank.
 *
 * @param count of the values; without any the others are 0
 * @param p50 the median
 * @param p95 of 100 values 95 are not greater
 * @param greatest the greatest
 */
record Quantiles(int count, double p50, double p95, double greatest) {
  static Quantiles of(Collection<Duration> durations) {
    var sorted = durations.stream().mapToDouble(one -> one.toNanos() / 1e6).sorted().toArray();
    return sorted.length == 0
        ? new Quantiles(0, 0, 0, 0)
        : new Quantiles(sorted.length, rank(sorted, .5), rank(sorted, .95), rank(sorted, 1));
  }

  private static double rank(double[] sorted, double share) {
    return Math.round(sorted[(int) Math.ceil(share * sorted.length) - 1] * 10) / 10.0;
  }
}
