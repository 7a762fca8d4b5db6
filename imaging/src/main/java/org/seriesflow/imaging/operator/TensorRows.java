package org.seriesflow.imaging.operator;

import org.seriesflow.imaging.Tensor;

/** Walks a box inside a tensor row by row (a row runs along the last axis). */
final class TensorRows {
  private TensorRows() {}

  /** Takes the position of a row's first value in each of two tensors, in values. */
  interface Pair {
    void row(long inFirst, long inSecond);
  }

  /** Visits the rows of boxes of the same size at {@code from} and at {@code to}. */
  static void forEach(Tensor first, int[] from, Tensor second, int[] to, int[] size, Pair visitor) {
    int rank = size.length;
    requireInside(first, from, size);
    requireInside(second, to, size);
    int[] shapeA = first.shape();
    int[] shapeB = second.shape();
    int[] index = new int[rank];
    while (true) {
      visitor.row(offset(shapeA, from, index), offset(shapeB, to, index));
      int axis = rank - 2;
      while (axis >= 0 && ++index[axis] == size[axis]) {
        index[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  private static long offset(int[] shape, int[] start, int[] index) {
    long offset = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      offset = offset * shape[axis] + start[axis] + index[axis];
    }
    return offset;
  }

  private static void requireInside(Tensor tensor, int[] start, int[] size) {
    if (tensor.rank() != size.length || start.length != size.length) {
      throw new IllegalArgumentException(
          tensor + " has not the " + size.length + " axes of the box to visit");
    }
    for (int axis = 0; axis < size.length; axis++) {
      if (size[axis] < 1 || start[axis] < 0 || start[axis] > tensor.length(axis) - size[axis]) {
        throw new IllegalArgumentException(
            "from "
                + start[axis]
                + ", "
                + size[axis]
                + " values leave axis "
                + axis
                + " of "
                + tensor);
      }
    }
  }
}
