package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Tensor;

/** Works across the channels of a map, [channels, ...]. */
public final class Channels {
  private Channels() {}

  /** By sample the number of the channel with the largest value; the first one of equals. */
  public static Tensor argmax(Tensor map) {
    int channels = map.length(0);
    Tensor target = Tensor.allocate(withoutFirst(map.shape()));
    long n = target.elements();
    MemorySegment data = map.data();
    for (long i = 0; i < n; i++) {
      int best = 0;
      float largest = data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      for (int c = 1; c < channels; c++) {
        float value = data.getAtIndex(ValueLayout.JAVA_FLOAT, c * n + i);
        if (value > largest) {
          largest = value;
          best = c;
        }
      }
      target.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, best);
    }
    return target;
  }

  /** Softmax over the channels, in place. */
  public static void softmax(Tensor map) {
    int channels = map.length(0);
    long n = map.elements() / channels;
    MemorySegment data = map.data();
    double[] values = new double[channels];
    for (long i = 0; i < n; i++) {
      for (int c = 0; c < channels; c++) {
        values[c] = data.getAtIndex(ValueLayout.JAVA_FLOAT, c * n + i);
      }
      double[] shares = Scores.softmax(values);
      for (int c = 0; c < channels; c++) {
        data.setAtIndex(ValueLayout.JAVA_FLOAT, c * n + i, (float) shares[c]);
      }
    }
  }

  /** Sigmoid of each value, in place. */
  public static void sigmoid(Tensor map) {
    MemorySegment data = map.data();
    long n = map.elements();
    for (long i = 0; i < n; i++) {
      double value = data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Scores.sigmoid(value));
    }
  }

  /**
   * 1 where a value is above its channel's threshold, else 0, in place.
   *
   * @param thresholds one a channel
   */
  public static void threshold(Tensor map, double... thresholds) {
    int channels = map.length(0);
    if (thresholds.length != channels) {
      throw new IllegalArgumentException(
          map + " needs " + channels + " thresholds, got " + thresholds.length);
    }
    long n = map.elements() / channels;
    MemorySegment data = map.data();
    for (int c = 0; c < channels; c++) {
      for (long i = c * n; i < (c + 1) * n; i++) {
        boolean above = data.getAtIndex(ValueLayout.JAVA_FLOAT, i) > thresholds[c];
        data.setAtIndex(ValueLayout.JAVA_FLOAT, i, above ? 1 : 0);
      }
    }
  }

  private static int[] withoutFirst(int[] shape) {
    int[] rest = new int[shape.length - 1];
    System.arraycopy(shape, 1, rest, 0, rest.length);
    return rest;
  }
}
