package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.seriesflow.imaging.Tensor;

/**
 * Puts the outputs of overlapping windows together: a weighted mean, or the last one written.
 *
 * <p>Holds sums outside the heap until it is closed. Not for several threads.
 */
public final class WindowBlend implements AutoCloseable {
  /** What happens where windows overlap. */
  public enum Overlap {
    /** The mean by weight. */
    MEAN,
    /** The window that was added last. */
    OVERWRITE
  }

  private final int channels;
  private final int[] size;
  private final Tensor weights;
  private final Overlap overlap;
  private final int[] discard;
  private final Tensor sums;
  private final Tensor weightSums;

  /** A weighted mean. */
  public WindowBlend(int channels, int[] size, Tensor weights) {
    this(channels, size, weights, Overlap.MEAN, new int[size.length]);
  }

  /**
   * Starts with nothing added.
   *
   * @param channels number of channels of each output
   * @param size the array that the windows cover, by spatial axis
   * @param weights one a sample of a window; stays the caller's
   * @param discard how many samples of a window count for nothing at each of its edges, by axis,
   *     except where that edge is the array's own
   */
  public WindowBlend(int channels, int[] size, Tensor weights, Overlap overlap, int[] discard) {
    if (weights.rank() != size.length || discard.length != size.length) {
      throw new IllegalArgumentException(
          "weights "
              + weights
              + " and discard "
              + Arrays.toString(discard)
              + " do not fit the axes of "
              + Arrays.toString(size));
    }
    this.channels = channels;
    this.size = size.clone();
    this.weights = weights;
    this.overlap = overlap;
    this.discard = discard.clone();
    this.sums = Tensor.allocate(joined(channels, size));
    this.weightSums = Tensor.allocate(joined(1, size));
  }

  /**
   * Adds one window.
   *
   * @param outputs [batch, channels, window...]
   * @param item which of the batch
   * @param start where the window stands, by spatial axis
   */
  public void add(Tensor outputs, int item, int[] start) {
    int rank = size.length;
    int[] inner = new int[rank];
    int[] length = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int window = weights.length(axis);
      inner[axis] = start[axis] == 0 ? 0 : discard[axis];
      int end = start[axis] + window == size[axis] ? window : window - discard[axis];
      length[axis] = end - inner[axis];
    }
    int[] at = new int[rank];
    Arrays.setAll(at, axis -> start[axis] + inner[axis]);
    Tensor weight = weights.reshaped(joined(1, weights.shape()));
    long window = weights.elements();
    int[] box = joined(1, length);
    int n = length[rank - 1];
    TensorRows.forEach(
        weight, joined(0, inner), weightSums, joined(0, at), box, (w, to) -> addWeights(w, to, n));
    for (int c = 0; c < channels; c++) {
      long from = ((long) item * channels + c) * window;
      TensorRows.forEach(
          weight,
          joined(0, inner),
          sums,
          joined(c, at),
          box,
          (w, to) -> addRow(outputs.data(), from + w, w, to, n));
    }
  }

  /** The blended array, [channels, size...]; refused when a sample was never covered. */
  public Tensor result() {
    Tensor result = Tensor.allocate(joined(channels, size));
    long n = weightSums.elements();
    MemorySegment divisors = weightSums.data();
    for (long i = 0; i < n; i++) {
      if (divisors.getAtIndex(ValueLayout.JAVA_FLOAT, i) == 0) {
        result.close();
        throw new IllegalStateException("the windows leave sample number " + i + " uncovered");
      }
    }
    for (int c = 0; c < channels; c++) {
      for (long i = 0; i < n; i++) {
        float sum = sums.data().getAtIndex(ValueLayout.JAVA_FLOAT, c * n + i);
        float divisor = divisors.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        result.data().setAtIndex(ValueLayout.JAVA_FLOAT, c * n + i, sum / divisor);
      }
    }
    return result;
  }

  @Override
  public void close() {
    sums.close();
    weightSums.close();
  }

  private void addWeights(long from, long to, int n) {
    for (int i = 0; i < n; i++) {
      float before =
          overlap == Overlap.MEAN
              ? weightSums.data().getAtIndex(ValueLayout.JAVA_FLOAT, to + i)
              : 0;
      float weight = weights.data().getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
      weightSums.data().setAtIndex(ValueLayout.JAVA_FLOAT, to + i, before + weight);
    }
  }

  private void addRow(MemorySegment outputs, long from, long weightAt, long to, int n) {
    for (int i = 0; i < n; i++) {
      float before =
          overlap == Overlap.MEAN ? sums.data().getAtIndex(ValueLayout.JAVA_FLOAT, to + i) : 0;
      float weight = weights.data().getAtIndex(ValueLayout.JAVA_FLOAT, weightAt + i);
      float value = outputs.getAtIndex(ValueLayout.JAVA_FLOAT, from + i);
      sums.data().setAtIndex(ValueLayout.JAVA_FLOAT, to + i, before + weight * value);
    }
  }

  private static int[] joined(int first, int[] rest) {
    int[] all = new int[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
