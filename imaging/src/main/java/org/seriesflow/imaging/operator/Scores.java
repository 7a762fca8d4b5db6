package org.seriesflow.imaging.operator;

import java.util.Arrays;
import java.util.List;

/** Activations and reductions of short vectors of scores, in float64. */
public final class Scores {
  private Scores() {}

  /** 1 / (1 + e⁻ˣ), without overflow on either side. */
  public static double sigmoid(double logit) {
    if (logit >= 0) {
      return 1 / (1 + Math.exp(-logit));
    }
    double e = Math.exp(logit);
    return e / (1 + e);
  }

  /** Shares that sum to 1. */
  public static double[] softmax(double... logits) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp(logits[i] - largest);
      sum += shares[i];
    }
    for (int i = 0; i < logits.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** Position i takes the score at {@code order[i]}; each position is named once. */
  public static double[] permuted(double[] scores, int... order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] != i) {
        throw new IllegalArgumentException(
            Arrays.toString(order) + " does not name each of 0.." + (order.length - 1) + " once");
      }
    }
    if (order.length != scores.length) {
      throw new IllegalArgumentException(
          "a permutation of " + order.length + " does not fit " + scores.length + " scores");
    }
    return Arrays.stream(order).mapToDouble(from -> scores[from]).toArray();
  }

  /** Label by label the mean. */
  public static double[] mean(List<double[]> vectors) {
    return reduce(vectors, column -> Arrays.stream(column).sum() / column.length);
  }

  /** Label by label the mean by weight; weights need not sum to 1. */
  public static double[] weightedMean(List<double[]> vectors, double... weights) {
    double total = Arrays.stream(weights).sum();
    if (weights.length != vectors.size() || !(total > 0)) {
      throw new IllegalArgumentException(
          vectors.size()
              + " vectors need as many weights with a sum above 0, got "
              + Arrays.toString(weights));
    }
    return reduce(
        vectors,
        column -> {
          double sum = 0;
          for (int i = 0; i < column.length; i++) {
            sum += weights[i] * column[i];
          }
          return sum / total;
        });
  }

  /** Label by label the median; of an even number the mean of the middle two. */
  public static double[] median(List<double[]> vectors) {
    return reduce(
        vectors,
        column -> {
          Arrays.sort(column);
          int middle = column.length / 2;
          return column.length % 2 == 1
              ? column[middle]
              : (column[middle - 1] + column[middle]) / 2;
        });
  }

  /** Label by label the largest. */
  public static double[] max(List<double[]> vectors) {
    return reduce(vectors, column -> Arrays.stream(column).max().orElseThrow());
  }

  /** Label by label the mean of the k largest, or of all where there are fewer. */
  public static double[] topKMean(List<double[]> vectors, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is at least 1, got " + k);
    }
    return reduce(
        vectors,
        column -> {
          Arrays.sort(column);
          int from = Math.max(0, column.length - k);
          return Arrays.stream(column, from, column.length).sum() / (column.length - from);
        });
  }

  /**
   * Label by label the mean rank in 0..1 over vectors of the same length: each vector's scores are
   * replaced by their rank among themselves (equal ones share the mean rank).
   */
  public static double[] meanRank(List<double[]> vectors) {
    return mean(vectors.stream().map(Scores::ranks).toList());
  }

  private static double[] ranks(double[] scores) {
    double[] ranks = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      double below = 0;
      for (int k = 0; k < scores.length; k++) {
        below += scores[k] < scores[i] ? 1 : scores[k] == scores[i] && k != i ? .5 : 0;
      }
      ranks[i] = scores.length > 1 ? below / (scores.length - 1) : 0;
    }
    return ranks;
  }

  private interface Column {
    /** The column is the callee's to change. */
    double reduced(double[] column);
  }

  private static double[] reduce(List<double[]> vectors, Column reduction) {
    if (vectors.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to reduce");
    }
    int labels = vectors.getFirst().length;
    double[] result = new double[labels];
    for (int label = 0; label < labels; label++) {
      double[] column = new double[vectors.size()];
      for (int i = 0; i < column.length; i++) {
        if (vectors.get(i).length != labels) {
          throw new IllegalArgumentException(
              "vectors of " + labels + " and of " + vectors.get(i).length + " scores do not mix");
        }
        column[i] = vectors.get(i)[label];
      }
      result[label] = reduction.reduced(column);
    }
    return result;
  }
}
