package org.seriesflow.imaging.operator;

import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Tensor;

/** How much each sample of a window counts where windows overlap. */
public final class WindowWeights {
  private WindowWeights() {}

  /** All samples count the same. */
  public static Tensor uniform(int... window) {
    Tensor weights = Tensor.allocate(window);
    for (long i = 0; i < weights.elements(); i++) {
      weights.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
    }
    return weights;
  }

  /**
   * A gaussian around sample window/2 (floor) of each axis: a single 1 there, filtered as
   * scipy.ndimage's gaussian_filter does with zeros outside, then scaled to a peak. Samples beyond
   * the truncation would weigh nothing, and one that no other window covers would then be divided
   * by zero; as in nnU-Net they get the smallest weight above zero instead. (With sigma an eighth
   * and truncation at 4 there are none.)
   *
   * @param sigmaShare standard deviation as a share of the window's length on each axis
   * @param truncate how many standard deviations the filter reaches, to floor(truncate · σ + ½)
   * @param peak the largest weight
   */
  public static Tensor gaussian(int[] window, double sigmaShare, double truncate, double peak) {
    double[][] axes = new double[window.length][];
    for (int axis = 0; axis < window.length; axis++) {
      axes[axis] = bell(window[axis], window[axis] * sigmaShare, truncate);
    }
    Tensor weights = Tensor.allocate(window);
    float smallest = (float) peak;
    // The second pass knows the smallest weight above zero.
    for (int pass = 0; pass < 2; pass++) {
      int[] index = new int[window.length];
      for (long i = 0; i < weights.elements(); i++) {
        double weight = peak;
        for (int axis = 0; axis < window.length; axis++) {
          weight *= axes[axis][index[axis]];
        }
        float stored = (float) weight;
        if (stored > 0) {
          smallest = Math.min(smallest, stored);
        }
        weights.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, stored > 0 ? stored : smallest);
        advance(index, window);
      }
    }
    return weights;
  }

  /** exp(−d²/2σ²) around window/2, which is 1; what the normalised filter is up to its factor. */
  private static double[] bell(int window, double sigma, double truncate) {
    if (!(sigma > 0) || !(truncate > 0)) {
      throw new IllegalArgumentException(
          "sigma and truncation are above 0, got " + sigma + " and " + truncate);
    }
    int centre = window / 2;
    int radius = (int) (truncate * sigma + .5);
    double[] bell = new double[window];
    for (int i = 0; i < window; i++) {
      double d = i - centre;
      bell[i] = Math.abs(d) <= radius ? Math.exp(-.5 / (sigma * sigma) * d * d) : 0;
    }
    return bell;
  }

  private static void advance(int[] index, int[] size) {
    int axis = size.length - 1;
    while (axis >= 0 && ++index[axis] == size[axis]) {
      index[axis--] = 0;
    }
  }
}
