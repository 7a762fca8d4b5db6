package org.seriesflow.imaging.operator;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.seriesflow.imaging.Tensor;

/**
 * Values added before and after the last axes of a tensor, one pair an axis.
 *
 * @param low how many before, by axis
 * @param high how many after, by axis
 */
@SuppressWarnings("ArrayRecordComponent") // Copied on the way in; equality is not needed.
public record Padding(int[] low, int[] high) {

  public Padding {
    if (low.length != high.length
        || Arrays.stream(low).anyMatch(n -> n < 0)
        || Arrays.stream(high).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "padding is at least 0 on each axis, got "
              + Arrays.toString(low)
              + " and "
              + Arrays.toString(high));
    }
    low = low.clone();
    high = high.clone();
  }

  /**
   * Brings each axis to at least a minimum; the content stays in the middle and an odd remainder
   * goes to the high end. An axis that is long enough is left alone.
   */
  public static Padding centred(int[] size, int[] minimum) {
    int[] low = new int[size.length];
    int[] high = new int[size.length];
    for (int axis = 0; axis < size.length; axis++) {
      int missing = Math.max(0, minimum[axis] - size[axis]);
      low[axis] = missing / 2;
      high[axis] = missing - low[axis];
    }
    return new Padding(low, high);
  }

  /** A larger tensor with a constant around the given one; leading axes stay. */
  public Tensor apply(Tensor tensor, float value) {
    int[] shape = tensor.shape();
    int[] start = new int[shape.length];
    int[] padded = shape.clone();
    int lead = shape.length - low.length;
    for (int axis = 0; axis < low.length; axis++) {
      start[lead + axis] = low[axis];
      padded[lead + axis] += low[axis] + high[axis];
    }
    Tensor target = Tensor.allocate(padded);
    if (value != 0) {
      for (long i = 0; i < target.elements(); i++) {
        target.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
      }
    }
    Regions.copy(tensor, new int[shape.length], target, start, shape);
    return target;
  }

  /** What {@link #apply} was given: the middle without the padding. */
  public Tensor undo(Tensor padded) {
    int[] size = padded.shape();
    int[] start = new int[size.length];
    int lead = size.length - low.length;
    for (int axis = 0; axis < low.length; axis++) {
      start[lead + axis] = low[axis];
      size[lead + axis] -= low[axis] + high[axis];
    }
    return Regions.crop(padded, start, size);
  }
}
