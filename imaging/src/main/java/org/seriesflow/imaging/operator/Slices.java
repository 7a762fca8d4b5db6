package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Volume;

/** Cuts slices out of volumes as real values (stored · slope + intercept). */
public final class Slices {
  /** How several slices become one. */
  public enum Projection {
    MAXIMUM,
    MINIMUM,
    MEAN
  }

  private Slices() {}

  /** One slice, [rows, columns] as {@link SliceAxis} names them. */
  public static Tensor extract(Volume volume, SliceAxis axis, int index) {
    int rows = volume.shape().length(axis.rowAxis());
    int columns = volume.shape().length(axis.columnAxis());
    return stack(volume, axis, new int[] {index}).reshaped(rows, columns);
  }

  /**
   * Slices behind one another in the order of the indices, which may repeat: [n, rows, columns].
   */
  public static Tensor stack(Volume volume, SliceAxis axis, int[] indices) {
    Shape shape = volume.shape();
    for (int index : indices) {
      Objects.checkIndex(index, shape.length(axis.axis()));
    }
    int rows = shape.length(axis.rowAxis());
    int columns = shape.length(axis.columnAxis());
    Tensor target = Tensor.allocate(indices.length, rows, columns);
    RowReader reader = new RowReader(volume);
    float[] row = new float[columns];
    for (int i = 0; i < indices.length; i++) {
      for (int r = 0; r < rows; r++) {
        readRow(volume, reader, axis, indices[i], r, row);
        long at = ((long) i * rows + r) * columns * Float.BYTES;
        MemorySegment.copy(row, 0, target.data(), ValueLayout.JAVA_FLOAT, at, columns);
      }
    }
    return target;
  }

  /** The slices from {@code first} (inclusive) to {@code end} (exclusive) seen as one. */
  public static Tensor project(
      Volume volume, SliceAxis axis, int first, int end, Projection projection) {
    Shape shape = volume.shape();
    Objects.checkFromToIndex(first, end, shape.length(axis.axis()));
    if (first == end) {
      throw new IllegalArgumentException("a projection needs at least one slice");
    }
    int rows = shape.length(axis.rowAxis());
    int columns = shape.length(axis.columnAxis());
    Tensor target = Tensor.allocate(rows, columns);
    RowReader reader = new RowReader(volume);
    float[] row = new float[columns];
    double[] result = new double[columns];
    for (int r = 0; r < rows; r++) {
      for (int index = first; index < end; index++) {
        readRow(volume, reader, axis, index, r, row);
        for (int c = 0; c < columns; c++) {
          double so = index == first ? row[c] : result[c];
          result[c] =
              switch (projection) {
                case MAXIMUM -> Math.max(so, row[c]);
                case MINIMUM -> Math.min(so, row[c]);
                case MEAN -> index == first ? row[c] : so + row[c];
              };
        }
      }
      double divisor = projection == Projection.MEAN ? end - first : 1;
      for (int c = 0; c < columns; c++) {
        target.set((float) (result[c] / divisor), r, c);
      }
    }
    return target;
  }

  private static void readRow(
      Volume volume, RowReader reader, SliceAxis axis, int index, int r, float[] row) {
    switch (axis) {
      case Z -> reader.read(index, r, 0, row.length, row);
      case Y -> reader.read(r, index, 0, row.length, row);
      case X -> {
        for (int y = 0; y < row.length; y++) {
          row[y] = (float) volume.valueAt(r, y, index);
        }
      }
    }
  }
}
