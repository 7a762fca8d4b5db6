package org.seriesflow.cli.load;

import java.time.Duration;
import java.util.Collection;
import org.seriesflow.cli.report.NearestRank;

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
        : new Quantiles(
            sorted.length,
            NearestRank.of(sorted, .5),
            NearestRank.of(sorted, .95),
            NearestRank.of(sorted, 1));
  }
}
