package org.seriesflow.imaging.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where windows of one size stand so that they cover an array. */
public final class SlidingWindows {
  private SlidingWindows() {}

  /**
   * The starts along one axis: as few windows as a step allows, spread evenly from the first sample
   * to the last, rounded half to even (nnU-Net's way). A window of one sample moves sample by
   * sample: nothing overlaps.
   *
   * @param step largest distance between neighbours as a share of the window, above 0, at most 1
   */
  public static int[] starts(int size, int window, double step) {
    if (!(step > 0 && step <= 1)) {
      throw new IllegalArgumentException("a step is above 0 and at most 1, got " + step);
    }
    if (window < 1 || window > size) {
      throw new IllegalArgumentException(
          "a window of " + window + " does not fit " + size + " samples: pad first");
    }
    double farthest = window == 1 ? 1 : window * step;
    int count = (int) Math.ceil((size - window) / farthest) + 1;
    int[] starts = new int[count];
    double actual = count > 1 ? (double) (size - window) / (count - 1) : 0;
    for (int i = 0; i < count; i++) {
      starts[i] = (int) Math.rint(actual * i);
    }
    return starts;
  }

  /**
   * The starts along one axis of a grid that begins {@code shift} samples later; windows that would
   * leave the array are moved back to its ends, which stay covered.
   */
  public static int[] shifted(int size, int window, double step, int shift) {
    int[] starts = starts(size, window, step);
    int last = size - window;
    int[] moved = new int[starts.length + 1];
    for (int i = 0; i < starts.length; i++) {
      moved[i + 1] = Math.clamp((long) starts[i] + shift, 0, last);
    }
    // Whatever side the grid moved away from needs a window of its own.
    moved[0] = shift >= 0 ? 0 : last;
    return Arrays.stream(moved).sorted().distinct().toArray();
  }

  /** The starts of all windows over several axes, the first axis slowest. */
  public static List<int[]> grid(int[] size, int[] window, double step) {
    int[][] perAxis = new int[size.length][];
    for (int axis = 0; axis < size.length; axis++) {
      perAxis[axis] = starts(size[axis], window[axis], step);
    }
    return product(perAxis);
  }

  /** All combinations of starts, the first axis slowest. */
  public static List<int[]> product(int[]... perAxis) {
    List<int[]> all = List.of(new int[0]);
    for (int[] starts : perAxis) {
      List<int[]> longer = new ArrayList<>(all.size() * starts.length);
      for (int[] prefix : all) {
        for (int start : starts) {
          int[] next = Arrays.copyOf(prefix, prefix.length + 1);
          next[prefix.length] = start;
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }
}
