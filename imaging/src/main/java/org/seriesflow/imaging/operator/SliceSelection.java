package org.seriesflow.imaging.operator;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which of n slices are looked at. */
public final class SliceSelection {
  private SliceSelection() {}

  /**
   * Slices at fractions of the length, floor(n · f), in the order of the fractions; an index that
   * comes again is left out, so that on a thin volume equal slices count once.
   *
   * @param fractions each at least 0 and below 1
   */
  public static int[] fractions(int n, double... fractions) {
    for (double fraction : fractions) {
      if (!(fraction >= 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            "a slice fraction is at least 0 and below 1, got " + fraction);
      }
    }
    return Arrays.stream(fractions).mapToInt(f -> (int) Math.floor(n * f)).distinct().toArray();
  }

  /** The middle slice, floor(n / 2). */
  public static int middle(int n) {
    return n / 2;
  }

  /**
   * A fixed number of slices spread evenly from the first to the last, rounded half to even; on
   * fewer slices some repeat.
   */
  public static int[] even(int n, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one slice is needed, got " + count);
    }
    if (count == 1) {
      return new int[] {middle(n)};
    }
    double step = (n - 1.0) / (count - 1);
    return IntStream.range(0, count).map(i -> (int) Math.rint(i * step)).toArray();
  }

  /** An odd number of neighbours around a slice; beyond an end the last slice repeats. */
  public static int[] adjacent(int n, int centre, int count) {
    if (count < 1 || count % 2 == 0) {
      throw new IllegalArgumentException("adjacent slices come in odd numbers, got " + count);
    }
    return IntStream.rangeClosed(-(count / 2), count / 2)
        .map(d -> Math.clamp((long) centre + d, 0, n - 1))
        .toArray();
  }

  /**
   * The slices nearest to distances along the axis from a slice; beyond an end the last slice
   * repeats.
   *
   * @param spacingMm distance between neighbouring slices
   */
  public static int[] offsetsMm(int n, int centre, double spacingMm, double... offsetsMm) {
    return Arrays.stream(offsetsMm)
        .mapToInt(mm -> Math.clamp(Math.round(centre + mm / spacingMm), 0, n - 1))
        .toArray();
  }
}
