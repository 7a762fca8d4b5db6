package org.seriesflow.cli.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.cli.compare.Comparison.Pair;

/**
 * What the change of one label amounts to. Deltas are b − a.
 *
 * @param median and the other quantiles: linear between the two values that enclose them
 * @param flips at each threshold, in its order
 * @param roc areas under the ROC curves; empty without truth of both kinds
 */
record LabelStatistics(
    String label,
    int count,
    double mean,
    double meanAbsolute,
    double percentile5,
    double median,
    double percentile95,
    List<Flips> flips,
    Optional<RocAreas> roc) {

  /**
   * Scores that went over a threshold; one that equals it counts as positive.
   *
   * @param toPositive from below to it or above
   * @param toNegative the other way
   */
  record Flips(double threshold, int toPositive, int toNegative) {}

  /** Of the pairs of one label, at least one; truth by series, where it is known. */
  static LabelStatistics of(
      String label, List<Pair> pairs, List<Double> thresholds, Map<String, Boolean> truth) {
    double[] deltas = pairs.stream().mapToDouble(Pair::delta).sorted().toArray();
    double sum = 0;
    double absolute = 0;
    for (double delta : deltas) {
      sum += delta;
      absolute += Math.abs(delta);
    }
    return new LabelStatistics(
        label,
        deltas.length,
        sum / deltas.length,
        absolute / deltas.length,
        quantile(deltas, 0.05),
        quantile(deltas, 0.5),
        quantile(deltas, 0.95),
        thresholds.stream().map(threshold -> flips(pairs, threshold)).toList(),
        RocAreas.of(pairs, truth));
  }

  private static Flips flips(List<Pair> pairs, double threshold) {
    int up = 0;
    int down = 0;
    for (var pair : pairs) {
      boolean before = pair.a() >= threshold;
      boolean after = pair.b() >= threshold;
      up += !before && after ? 1 : 0;
      down += before && !after ? 1 : 0;
    }
    return new Flips(threshold, up, down);
  }

  static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
