package org.seriesflow.cli.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.seriesflow.cli.compare.Comparison.Pair;

/**
 * Areas under the ROC curves of two scores of the same series, with what is known of their error:
 * DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837–845. An area is how often a positive
 * scores above a negative, a tie counting half. Both scores are of the same series, so that their
 * areas vary together: the interval of the difference is narrower than those of the areas suggest.
 *
 * @param series of which the truth is known
 * @param a area of the first score, 0 to 1
 * @param b area of the second
 * @param difference b − a
 */
record RocAreas(int series, Estimate a, Estimate b, Estimate difference) {
  /** Standard errors to both sides of a normal distribution that hold 95 of 100. */
  private static final double STANDARD_ERRORS = 1.959964;

  /**
   * A value and its interval of 95 %.
   *
   * @param low NaN, as {@code high}, where there are fewer than two positives or two negatives
   */
  record Estimate(double value, double low, double high) {
    private static Estimate of(double value, double variance, double least, double greatest) {
      double reach = STANDARD_ERRORS * Math.sqrt(Math.max(0, variance));
      return new Estimate(value, Math.max(least, value - reach), Math.min(greatest, value + reach));
    }
  }

  /** Empty without truth of both kinds; truth by series, where it is known. */
  static Optional<RocAreas> of(List<Pair> pairs, Map<String, Boolean> truth) {
    var positives = withTruth(pairs, truth, true);
    var negatives = withTruth(pairs, truth, false);
    if (positives.isEmpty() || negatives.isEmpty()) {
      return Optional.empty();
    }
    var a = Placements.of(positives, negatives, Pair::a);
    var b = Placements.of(positives, negatives, Pair::b);
    double varianceOfA = covariance(a, a);
    double varianceOfB = covariance(b, b);
    return Optional.of(
        new RocAreas(
            positives.size() + negatives.size(),
            Estimate.of(a.area(), varianceOfA, 0, 1),
            Estimate.of(b.area(), varianceOfB, 0, 1),
            Estimate.of(
                b.area() - a.area(), varianceOfA + varianceOfB - 2 * covariance(a, b), -1, 1)));
  }

  private static List<Pair> withTruth(
      List<Pair> pairs, Map<String, Boolean> truth, boolean positive) {
    return pairs.stream()
        .filter(pair -> truth.containsKey(pair.seriesInstanceUid()))
        .filter(pair -> truth.get(pair.seriesInstanceUid()) == positive)
        .toList();
  }

  /**
   * Of each positive the share of negatives below it, and of each negative the share of positives
   * above it; the mean of either is the area.
   */
  private static final class Placements {
    private final double[] ofPositives;
    private final double[] ofNegatives;

    private Placements(double[] ofPositives, double[] ofNegatives) {
      this.ofPositives = ofPositives;
      this.ofNegatives = ofNegatives;
    }

    static Placements of(List<Pair> positives, List<Pair> negatives, ToDoubleFunction<Pair> score) {
      var ofPositives = new double[positives.size()];
      var ofNegatives = new double[negatives.size()];
      for (int p = 0; p < ofPositives.length; p++) {
        for (int n = 0; n < ofNegatives.length; n++) {
          double positive = score.applyAsDouble(positives.get(p));
          double negative = score.applyAsDouble(negatives.get(n));
          double win = positive > negative ? 1 : positive == negative ? 0.5 : 0;
          ofPositives[p] += win / ofNegatives.length;
          ofNegatives[n] += win / ofPositives.length;
        }
      }
      return new Placements(ofPositives, ofNegatives);
    }

    double area() {
      return mean(ofPositives);
    }
  }

  private static double covariance(Placements one, Placements other) {
    return covariance(one.ofPositives, other.ofPositives) / one.ofPositives.length
        + covariance(one.ofNegatives, other.ofNegatives) / one.ofNegatives.length;
  }

  /** NaN of a single value. */
  private static double covariance(double[] one, double[] other) {
    double meanOfOne = mean(one);
    double meanOfOther = mean(other);
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - meanOfOne) * (other[i] - meanOfOther);
    }
    return one.length < 2 ? Double.NaN : sum / (one.length - 1);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
