package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Tensor;

/**
 * Bilinear resize of images with antialiasing: where an axis shrinks, the triangle is widened to
 * cover all input pixels, as PyTorch's {@code interpolate} with antialias does (outer edges stay).
 */
public final class AntialiasedResize {
  /** For one output sample the first input sample and the weights from there on; they sum to 1. */
  private static final class Taps {
    private final int first;
    private final float[] weights;

    Taps(int first, float[] weights) {
      this.first = first;
      this.weights = weights;
    }
  }

  private AntialiasedResize() {}

  /** Resizes the last two axes, [..., rows, columns]; the ones before are a batch. */
  public static Tensor resize(Tensor images, int rows, int columns) {
    if (images.rank() < 2) {
      throw new IllegalArgumentException("an image has rows and columns, got " + images);
    }
    int inRows = images.length(-2);
    int inColumns = images.length(-1);
    int[] shape = images.shape();
    shape[shape.length - 2] = rows;
    shape[shape.length - 1] = columns;
    Tensor target = Tensor.allocate(shape);
    Taps[] across = taps(inColumns, columns);
    Taps[] down = taps(inRows, rows);
    long batch = images.elements() / ((long) inRows * inColumns);
    float[] input = new float[inColumns];
    float[][] narrowed = new float[inRows][columns];
    float[] out = new float[columns];
    for (long b = 0; b < batch; b++) {
      for (int r = 0; r < inRows; r++) {
        long at = (b * inRows + r) * inColumns * Float.BYTES;
        MemorySegment.copy(images.data(), ValueLayout.JAVA_FLOAT, at, input, 0, inColumns);
        for (int c = 0; c < columns; c++) {
          narrowed[r][c] = sum(input, across[c]);
        }
      }
      for (int r = 0; r < rows; r++) {
        addRows(narrowed, down[r], out);
        long at = (b * rows + r) * columns * Float.BYTES;
        MemorySegment.copy(out, 0, target.data(), ValueLayout.JAVA_FLOAT, at, columns);
      }
    }
    return target;
  }

  private static float sum(float[] row, Taps taps) {
    float sum = 0;
    for (int i = 0; i < taps.weights.length; i++) {
      sum += row[taps.first + i] * taps.weights[i];
    }
    return sum;
  }

  private static void addRows(float[][] rows, Taps taps, float[] out) {
    for (int c = 0; c < out.length; c++) {
      out[c] = 0;
    }
    for (int i = 0; i < taps.weights.length; i++) {
      float weight = taps.weights[i];
      float[] row = rows[taps.first + i];
      for (int c = 0; c < out.length; c++) {
        out[c] += row[c] * weight;
      }
    }
  }

  private static Taps[] taps(int in, int out) {
    double scale = (double) in / out;
    double reach = Math.max(1, scale);
    Taps[] all = new Taps[out];
    for (int i = 0; i < out; i++) {
      double centre = scale * (i + .5);
      int first = Math.max((int) (centre - reach + .5), 0);
      int end = Math.min((int) (centre + reach + .5), in);
      double[] weights = new double[end - first];
      double total = 0;
      for (int k = 0; k < weights.length; k++) {
        double distance = Math.abs(first + k + .5 - centre) / reach;
        weights[k] = Math.max(0, 1 - distance);
        total += weights[k];
      }
      float[] shares = new float[weights.length];
      for (int k = 0; k < shares.length; k++) {
        shares[k] = (float) (weights[k] / total);
      }
      all[i] = new Taps(first, shares);
    }
    return all;
  }
}
