package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/**
 * Number, mean, spread and range of real values. Types of 8 and 16 bits are summed exactly in
 * integers; the others in float64, in two passes (mean, then squared distances from it).
 *
 * @param count how many values
 * @param mean their mean
 * @param squaredDistances sum of squared distances from the mean
 * @param min smallest value
 * @param max largest value
 */
public record Moments(long count, double mean, double squaredDistances, double min, double max) {

  /**
   * The standard deviation with divisor {@code count - ddof}: 0 is the population's, 1 the unbiased
   * one. A set too small for that has none and gives 0, which callers keep away from zero anyway.
   */
  public double deviation(int ddof) {
    return count > ddof ? Math.sqrt(squaredDistances / (count - ddof)) : 0;
  }

  /** Over all voxels of a volume. */
  public static Moments of(Volume volume) {
    return of(volume, VoxelBox.full(volume.shape()));
  }

  /** Over the voxels in a box. */
  public static Moments of(Volume volume, VoxelBox box) {
    requireWithin(volume, box);
    return switch (volume.type()) {
      case UINT8, INT8, INT16, UINT16 -> exact(volume, box);
      default -> twoPass(volume, box, false);
    };
  }

  /** Over the voxels in a box whose real value is not 0; refused when there is none. */
  public static Moments ofNonZero(Volume volume, VoxelBox box) {
    requireWithin(volume, box);
    return twoPass(volume, box, true);
  }

  /** Over all values of a tensor. */
  public static Moments of(Tensor tensor) {
    MemorySegment data = tensor.data();
    long n = tensor.elements();
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < n; i++) {
      float v = data.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      sum += v;
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    double mean = sum / n;
    double squared = 0;
    for (long i = 0; i < n; i++) {
      double d = data.getAtIndex(ValueLayout.JAVA_FLOAT, i) - mean;
      squared += d * d;
    }
    return finite(new Moments(n, mean, squared, min, max));
  }

  private static Moments exact(Volume volume, VoxelBox box) {
    long count = box.shape().voxels();
    int width = box.maxX() - box.minX();
    IntegerSums sums = new IntegerSums();
    for (int z = box.minZ(); z < box.maxZ(); z++) {
      for (int y = box.minY(); y < box.maxY(); y++) {
        sums.addRow(volume, volume.shape().offset(z, y, box.minX()), width);
      }
    }
    // n · Σv² − (Σv)² leaves 64 bits, and its exact value is what keeps a small spread around a
    // large mean right.
    BigInteger n = BigInteger.valueOf(count);
    BigInteger sum = BigInteger.valueOf(sums.sum);
    BigInteger spread = n.multiply(BigInteger.valueOf(sums.squares)).subtract(sum.multiply(sum));
    double squared =
        new BigDecimal(spread).divide(new BigDecimal(n), MathContext.DECIMAL64).doubleValue();
    double mean = (double) sums.sum / count;
    double slope = volume.slope();
    double intercept = volume.intercept();
    double a = sums.min * slope + intercept;
    double b = sums.max * slope + intercept;
    return new Moments(
        count, mean * slope + intercept, squared * slope * slope, Math.min(a, b), Math.max(a, b));
  }

  private static Moments twoPass(Volume volume, VoxelBox box, boolean nonZeroOnly) {
    int width = box.maxX() - box.minX();
    double slope = volume.slope();
    double intercept = volume.intercept();
    RowReader reader = new RowReader(volume);
    long count = 0;
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double squared = 0;
    double mean = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int z = box.minZ(); z < box.maxZ(); z++) {
        for (int y = box.minY(); y < box.maxY(); y++) {
          double[] row = reader.readStored(z, y, box.minX(), width);
          double rowSum = 0;
          for (int i = 0; i < width; i++) {
            double v = row[i] * slope + intercept;
            if (nonZeroOnly && v == 0) {
              continue;
            }
            if (pass == 0) {
              rowSum += v;
              count++;
              min = Math.min(min, v);
              max = Math.max(max, v);
            } else {
              rowSum += (v - mean) * (v - mean);
            }
          }
          if (pass == 0) {
            sum += rowSum;
          } else {
            squared += rowSum;
          }
        }
      }
      if (count == 0) {
        throw new IllegalArgumentException("all voxels in " + box + " are 0");
      }
      mean = sum / count;
    }
    return finite(new Moments(count, mean, squared, min, max));
  }

  private static Moments finite(Moments moments) {
    if (!Double.isFinite(moments.squaredDistances)) {
      throw new IllegalArgumentException("the voxels hold values that are not finite numbers");
    }
    return moments;
  }

  static void requireWithin(Volume volume, VoxelBox box) {
    if (!box.isWithin(volume.shape())) {
      throw new IllegalArgumentException("box " + box + " leaves the volume of " + volume.shape());
    }
  }

  /** Sums of stored numbers of at most 16 bits; 64 bits hold the squares of 2³¹ voxels of them. */
  private static final class IntegerSums {
    private long sum;
    private long squares;
    private int min = Integer.MAX_VALUE;
    private int max = Integer.MIN_VALUE;
    private int[] row = new int[0];

    void addRow(Volume volume, long from, int n) {
      if (row.length < n) {
        row = new int[n];
      }
      fill(volume, from, n);
      long rowSum = 0;
      long rowSquares = 0;
      int low = min;
      int high = max;
      for (int i = 0; i < n; i++) {
        int v = row[i];
        rowSum += v;
        rowSquares += (long) v * v;
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
      sum = Math.addExact(sum, rowSum);
      squares = Math.addExact(squares, rowSquares);
      min = low;
      max = high;
    }

    private void fill(Volume volume, long from, int n) {
      MemorySegment voxels = volume.voxels();
      long at = from * volume.type().bytes();
      int[] to = row;
      if (volume.type() == VoxelType.INT16) {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(RowReader.SHORT, at + 2L * i);
        }
      } else if (volume.type() == VoxelType.UINT16) {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(RowReader.SHORT, at + 2L * i) & 0xffff;
        }
      } else if (volume.type() == VoxelType.UINT8) {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
        }
      } else {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(ValueLayout.JAVA_BYTE, at + i);
        }
      }
    }
  }
}
