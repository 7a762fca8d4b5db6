package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Tensor;

/** Bilinear resize of images, without antialiasing. */
public final class Bilinear {
  private Bilinear() {}

  /**
   * Resizes the last two axes, [..., rows, columns]; the ones before are a batch.
   *
   * @param alignCorners true: the centres of the corner pixels stay; false: the outer edges of the
   *     corner pixels stay
   */
  public static Tensor resize(Tensor images, int rows, int columns, boolean alignCorners) {
    if (images.rank() < 2) {
      throw new IllegalArgumentException("an image has rows and columns, got " + images);
    }
    int inRows = images.length(-2);
    int inColumns = images.length(-1);
    int[] shape = images.shape();
    shape[shape.length - 2] = rows;
    shape[shape.length - 1] = columns;
    Tensor target = Tensor.allocate(shape);
    SourceIndex y = SourceIndex.linear(inRows, rows, alignCorners);
    SourceIndex x = SourceIndex.linear(inColumns, columns, alignCorners);
    float[] upper = new float[inColumns];
    float[] lower = new float[inColumns];
    float[] out = new float[columns];
    long batch = images.elements() / ((long) inRows * inColumns);
    for (long b = 0; b < batch; b++) {
      for (int r = 0; r < rows; r++) {
        read(images, (b * inRows + y.lower[r]) * inColumns, lower);
        read(images, (b * inRows + y.upper[r]) * inColumns, upper);
        float w = y.upperWeight[r];
        for (int i = 0; i < inColumns; i++) {
          lower[i] = lower[i] * (1 - w) + upper[i] * w;
        }
        for (int i = 0; i < columns; i++) {
          float v = x.upperWeight[i];
          out[i] = lower[x.lower[i]] * (1 - v) + lower[x.upper[i]] * v;
        }
        long at = (b * rows + r) * columns * Float.BYTES;
        MemorySegment.copy(out, 0, target.data(), ValueLayout.JAVA_FLOAT, at, columns);
      }
    }
    return target;
  }

  private static void read(Tensor images, long from, float[] row) {
    MemorySegment.copy(
        images.data(), ValueLayout.JAVA_FLOAT, from * Float.BYTES, row, 0, row.length);
  }
}
