package org.seriesflow.imaging.operator;

import java.util.Arrays;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;

/** Exact percentiles of real values, as numpy's {@code percentile} with linear interpolation. */
public final class Percentiles {
  private Percentiles() {}

  /**
   * Percentiles of the voxels in a box, in the order asked for.
   *
   * @param percents each 0..100
   */
  public static double[] of(Volume volume, VoxelBox box, double... percents) {
    Moments.requireWithin(volume, box);
    long last = box.shape().voxels() - 1;
    double[] ranks = new double[percents.length];
    for (int i = 0; i < percents.length; i++) {
      if (!(percents[i] >= 0 && percents[i] <= 100)) {
        throw new IllegalArgumentException("a percentile is 0..100, got " + percents[i]);
      }
      // A negative slope turns the order of the stored numbers round.
      double rank = percents[i] / 100 * last;
      ranks[i] = volume.slope() < 0 ? last - rank : rank;
    }
    long[] whole =
        Arrays.stream(ranks)
            .flatMap(rank -> Arrays.stream(new double[] {Math.floor(rank), Math.ceil(rank)}))
            .mapToLong(rank -> (long) rank)
            .toArray();
    double[] stored = OrderStatistics.of(volume, box, whole);
    double[] result = new double[percents.length];
    for (int i = 0; i < percents.length; i++) {
      double low = stored[2 * i];
      double high = stored[2 * i + 1];
      double between = low + (high - low) * (ranks[i] - Math.floor(ranks[i]));
      result[i] = between * volume.slope() + volume.intercept();
    }
    return result;
  }
}
