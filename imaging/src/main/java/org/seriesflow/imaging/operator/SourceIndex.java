package org.seriesflow.imaging.operator;

/**
 * For each output sample of one axis the two input samples that it lies between and the second
 * one's weight.
 *
 * <p>The arithmetic is PyTorch's {@code interpolate} when it is given a size: with aligned corners
 * the scale is (in − 1)/(out − 1) and sample i lies at i · scale; otherwise it is in/out and sample
 * i lies at (i + ½) · scale − ½, not below 0. In float32, as there, so that weights agree to the
 * last bits.
 */
final class SourceIndex {
  final int[] lower;
  final int[] upper;
  final float[] upperWeight;

  private SourceIndex(int size) {
    lower = new int[size];
    upper = new int[size];
    upperWeight = new float[size];
  }

  static SourceIndex linear(int in, int out, boolean alignCorners) {
    SourceIndex index = new SourceIndex(out);
    float scale = scale(in, out, alignCorners);
    for (int i = 0; i < out; i++) {
      float at = alignCorners ? scale * i : Math.max(0, scale * (i + .5f) - .5f);
      int lower = Math.min((int) at, in - 1);
      index.lower[i] = lower;
      index.upper[i] = Math.min(lower + 1, in - 1);
      index.upperWeight[i] = Math.clamp(at - lower, 0f, 1f);
    }
    return index;
  }

  /** The input sample whose cell holds the output sample's centre. */
  static int[] nearest(int in, int out, boolean alignCorners) {
    int[] index = new int[out];
    for (int i = 0; i < out; i++) {
      double at =
          alignCorners
              ? Math.rint(out > 1 ? (double) i * (in - 1) / (out - 1) : 0)
              : Math.floor((i + .5) * in / out);
      index[i] = Math.clamp((long) at, 0, in - 1);
    }
    return index;
  }

  private static float scale(int in, int out, boolean alignCorners) {
    if (alignCorners) {
      return out > 1 ? (float) (in - 1) / (out - 1) : 0;
    }
    return (float) in / out;
  }
}
