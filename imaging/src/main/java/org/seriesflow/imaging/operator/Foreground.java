package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import org.seriesflow.imaging.Tensor;

/**
 * The voxels of an image that are not 0, with the holes in them filled: what is 0 counts as
 * background only where a path of zeros over faces leads to the border (scipy.ndimage's {@code
 * binary_fill_holes}; nnU-Net's mask of what was scanned). Immutable and thread-safe.
 */
public final class Foreground {
  private final int[] shape;
  private final BitSet voxels;

  private Foreground(int[] shape, BitSet voxels) {
    this.shape = shape;
    this.voxels = voxels;
  }

  /** The foreground of an array of at most 2³¹ − 1 voxels; all of its axes are axes of space. */
  public static Foreground of(Tensor image) {
    int n = Math.toIntExact(image.elements());
    BitSet zeros = new BitSet(n);
    for (int i = 0; i < n; i++) {
      zeros.set(i, image.data().getAtIndex(ValueLayout.JAVA_FLOAT, i) == 0);
    }
    int[] shape = image.shape();
    clearFromBorder(zeros, shape);
    // What is still set was enclosed. Foreground: not 0, or enclosed.
    for (int i = 0; i < n; i++) {
      boolean inside = image.data().getAtIndex(ValueLayout.JAVA_FLOAT, i) != 0;
      zeros.set(i, inside || zeros.get(i));
    }
    return new Foreground(shape, zeros);
  }

  /** Clears every set voxel that a path of set voxels joins to the border. */
  private static void clearFromBorder(BitSet set, int[] shape) {
    int[] stride = new int[shape.length];
    int step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      stride[axis] = step;
      step *= shape[axis];
    }
    int[] stack = new int[1024];
    int top = 0;
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      if (!isAtBorder(i, shape, stride)) {
        continue;
      }
      set.clear(i);
      stack[top++] = i;
      while (top > 0) {
        int at = stack[--top];
        for (int axis = 0; axis < shape.length; axis++) {
          int index = at / stride[axis] % shape[axis];
          if (top + 2 > stack.length) {
            stack = Arrays.copyOf(stack, 2 * stack.length);
          }
          if (index > 0 && set.get(at - stride[axis])) {
            set.clear(at - stride[axis]);
            stack[top++] = at - stride[axis];
          }
          if (index < shape[axis] - 1 && set.get(at + stride[axis])) {
            set.clear(at + stride[axis]);
            stack[top++] = at + stride[axis];
          }
        }
      }
    }
  }

  private static boolean isAtBorder(int at, int[] shape, int[] stride) {
    for (int axis = 0; axis < shape.length; axis++) {
      int index = at / stride[axis] % shape[axis];
      if (index == 0 || index == shape[axis] - 1) {
        return true;
      }
    }
    return false;
  }

  /** How many voxels belong to it. */
  public int size() {
    return voxels.cardinality();
  }

  /** Whether a voxel belongs to it, counted with the last axis fastest. */
  public boolean contains(int voxel) {
    return voxels.get(voxel);
  }

  /**
   * (v − mean) / max(deviation, floor) of the foreground, in place, with its own statistics; every
   * other voxel stays as it is. Where all of its values are equal they become 0.
   *
   * @param image an array of the shape that the foreground was taken from
   * @param ddof 0 for the population's deviation, 1 for the unbiased one
   */
  public void zScore(Tensor image, int ddof, double floor) {
    if (!Arrays.equals(image.shape(), shape)) {
      throw new IllegalArgumentException(
          image + " has another shape than the foreground, " + Arrays.toString(shape));
    }
    MemorySegment data = image.data();
    int count = size();
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = voxels.nextSetBit(0); i >= 0; i = voxels.nextSetBit(i + 1)) {
      double value = data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = voxels.nextSetBit(0); i >= 0; i = voxels.nextSetBit(i + 1)) {
      double distance = data.getAtIndex(ValueLayout.JAVA_FLOAT, i) - mean;
      squares += distance * distance;
    }
    double deviation = count > ddof ? Math.sqrt(squares / (count - ddof)) : 0;
    double divisor = Math.max(deviation, floor);
    for (int i = voxels.nextSetBit(0); i >= 0; i = voxels.nextSetBit(i + 1)) {
      double value = data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      data.setAtIndex(
          ValueLayout.JAVA_FLOAT, i, min == max ? 0 : (float) ((value - mean) / divisor));
    }
  }
}
