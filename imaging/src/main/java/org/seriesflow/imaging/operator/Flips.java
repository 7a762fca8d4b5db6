package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.seriesflow.imaging.Tensor;

/** Mirrors and turns tensors: test-time augmentation and its inverse. */
public final class Flips {
  private Flips() {}

  /** A copy mirrored along these axes; negative ones count from the end (-1 is x, -3 is z). */
  public static Tensor flip(Tensor tensor, int... axes) {
    Tensor target = Tensor.allocate(tensor.shape());
    flipInto(tensor, target, axes);
    return target;
  }

  /** The same into a tensor that exists already, of the same shape; none of the two is closed. */
  public static void flipInto(Tensor source, Tensor target, int... axes) {
    int[] shape = source.shape();
    if (!Arrays.equals(shape, target.shape())) {
      throw new IllegalArgumentException(source + " does not fit into " + target);
    }
    boolean[] flipped = flags(axes, shape.length);
    int n = shape[shape.length - 1];
    boolean reversed = flipped[shape.length - 1];
    float[] row = new float[n];
    float[] turned = new float[n];
    int[] index = new int[shape.length];
    long rows = source.elements() / n;
    MemorySegment from = source.data();
    MemorySegment to = target.data();
    for (long r = 0; r < rows; r++) {
      long at = 0;
      for (int axis = 0; axis < shape.length - 1; axis++) {
        at = at * shape[axis] + (flipped[axis] ? shape[axis] - 1 - index[axis] : index[axis]);
      }
      long sourceAt = r * n * Float.BYTES;
      long targetAt = at * n * Float.BYTES;
      if (reversed) {
        MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, sourceAt, row, 0, n);
        for (int i = 0; i < n; i++) {
          turned[n - 1 - i] = row[i];
        }
        MemorySegment.copy(turned, 0, to, ValueLayout.JAVA_FLOAT, targetAt, n);
      } else {
        MemorySegment.copy(from, sourceAt, to, targetAt, (long) n * Float.BYTES);
      }
      for (int axis = shape.length - 2; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
  }

  /** A copy whose axis i is the source's axis {@code order[i]}, as numpy's transpose. */
  public static Tensor transpose(Tensor tensor, int... order) {
    int rank = tensor.rank();
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    if (order.length != rank || !Arrays.equals(sorted, range(rank))) {
      throw new IllegalArgumentException(
          Arrays.toString(order) + " does not name each axis of " + tensor + " once");
    }
    int[] shape = new int[rank];
    long[] stride = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = tensor.length(order[axis]);
      stride[axis] = 1;
      for (int later = order[axis] + 1; later < rank; later++) {
        stride[axis] *= tensor.length(later);
      }
    }
    Tensor target = Tensor.allocate(shape);
    int[] index = new int[rank];
    for (long i = 0; i < target.elements(); i++) {
      long at = 0;
      for (int axis = 0; axis < rank; axis++) {
        at += index[axis] * stride[axis];
      }
      float value = tensor.data().getAtIndex(ValueLayout.JAVA_FLOAT, at);
      target.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return target;
  }

  /**
   * A copy turned by quarter turns in the plane of the last two axes, from the second last towards
   * the last, as numpy's rot90 with axes (-2, -1); negative turns go back.
   */
  public static Tensor rot90(Tensor tensor, int turns) {
    int quarter = Math.floorMod(turns, 4);
    return switch (quarter) {
      case 0 -> flip(tensor);
      case 2 -> flip(tensor, -2, -1);
      default -> {
        int[] order = range(tensor.rank());
        order[order.length - 1] = order.length - 2;
        order[order.length - 2] = order.length - 1;
        try (Tensor transposed = transpose(tensor, order)) {
          yield flip(transposed, quarter == 1 ? -2 : -1);
        }
      }
    };
  }

  private static boolean[] flags(int[] axes, int rank) {
    boolean[] flipped = new boolean[rank];
    for (int axis : axes) {
      int at = axis < 0 ? axis + rank : axis;
      if (at < 0 || at >= rank || flipped[at]) {
        throw new IllegalArgumentException(
            "axes " + Arrays.toString(axes) + " do not name axes of " + rank + " once each");
      }
      flipped[at] = true;
    }
    return flipped;
  }

  private static int[] range(int n) {
    int[] range = new int[n];
    Arrays.setAll(range, i -> i);
    return range;
  }
}
