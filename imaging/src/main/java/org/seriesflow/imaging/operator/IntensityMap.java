package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Tensor;

/**
 * What every intensity scheme comes down to: {@code (clamp(v, low, high) − shift) · scale}, on real
 * values.
 *
 * @param low values below become this; −∞ clips nothing
 * @param high values above become this; +∞ clips nothing
 * @param shift subtracted after clipping
 * @param scale factor after subtraction
 */
public record IntensityMap(double low, double high, double shift, double scale) {
  /** How an epsilon keeps a divisor away from zero. */
  public enum Epsilon {
    /** The divisor is at least the epsilon. */
    FLOOR,
    /** The epsilon is added to the divisor. */
    ADDED
  }

  /** Leaves values as they are. */
  public static final IntensityMap IDENTITY =
      new IntensityMap(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 1);

  public IntensityMap {
    if (!(low <= high) || !Double.isFinite(shift) || !Double.isFinite(scale)) {
      throw new IllegalArgumentException(
          "an intensity map needs low <= high, finite shift and scale; got "
              + low
              + ", "
              + high
              + ", "
              + shift
              + ", "
              + scale);
    }
  }

  /**
   * (v − mean) / deviation.
   *
   * @param ddof 0 for the population's deviation, 1 for the unbiased one
   */
  public static IntensityMap zScore(Moments moments, int ddof, double epsilon, Epsilon use) {
    double deviation = moments.deviation(ddof);
    return IDENTITY.then(moments.mean(), divisor(deviation, epsilon, use));
  }

  /** The smallest value becomes 0 and the largest 1. */
  public static IntensityMap minMax(Moments moments, double epsilon, Epsilon use) {
    return IDENTITY.then(moments.min(), divisor(moments.max() - moments.min(), epsilon, use));
  }

  /** Clips to a window and maps it to 0..1. */
  public static IntensityMap window(double low, double high) {
    if (!(low < high)) {
      throw new IllegalArgumentException("a window needs low < high, got " + low + ", " + high);
    }
    return clip(low, high).then(low, high - low);
  }

  /** The same where low may equal high, as percentiles of a flat image do. */
  public static IntensityMap window(double low, double high, double epsilon) {
    return clip(low, high).then(low, divisor(high - low, epsilon, Epsilon.FLOOR));
  }

  /** Clips only. */
  public static IntensityMap clip(double low, double high) {
    return new IntensityMap(low, high, 0, 1);
  }

  /** v · factor. */
  public static IntensityMap scale(double factor) {
    return IDENTITY.then(0, 1 / factor);
  }

  /** nnU-Net's CT scheme: clips to stored percentiles, then z-scores by stored statistics. */
  public static IntensityMap stored(
      double low, double high, double mean, double deviation, double epsilon) {
    return clip(low, high).then(mean, Math.max(deviation, epsilon));
  }

  /** The same clipping, then (v − newShift) / divisor in place of what this map does. */
  public IntensityMap then(double newShift, double divisor) {
    return new IntensityMap(low, high, newShift, 1 / divisor);
  }

  public boolean clips() {
    return low != Double.NEGATIVE_INFINITY || high != Double.POSITIVE_INFINITY;
  }

  public double of(double value) {
    return (Math.clamp(value, low, high) - shift) * scale;
  }

  /** Maps all values of a tensor in place. */
  public void applyTo(Tensor tensor) {
    MemorySegment data = tensor.data();
    long n = tensor.elements();
    for (long i = 0; i < n; i++) {
      double v = data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      double clipped = Math.max(low, Math.min(high, v));
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) ((clipped - shift) * scale));
    }
  }

  private static double divisor(double spread, double epsilon, Epsilon use) {
    double divisor =
        switch (use) {
          case FLOOR -> Math.max(spread, epsilon);
          case ADDED -> spread + epsilon;
        };
    if (!(divisor > 0)) {
      throw new IllegalArgumentException(
          "all values are equal and the epsilon is " + epsilon + ": give one above 0");
    }
    return divisor;
  }
}
