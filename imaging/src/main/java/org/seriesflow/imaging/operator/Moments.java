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

  /**
   * Sums of stored numbers of at most 16 bits. Runs are short enough for 32-bit sums, which the
   * compiler turns into vector instructions; squares are summed in two halves for that. It does so
   * too for segment → float → int (exact for 16 bits), but not for segment → int.
   */
  private static final class IntegerSums {
    private static final int RUN = 1 << 15;

    private long sum;
    private long squares;
    private int min = Integer.MAX_VALUE;
    private int max = Integer.MIN_VALUE;
    private final float[] read = new float[RUN];
    private final int[] run = new int[RUN];

    void addRow(Volume volume, long from, int n) {
      for (int done = 0; done < n; done += RUN) {
        int length = Math.min(RUN, n - done);
        fill(volume, from + done, length);
        addRun(length);
      }
    }

    private void addRun(int n) {
      int[] values = run;
      for (int i = 0; i < n; i++) {
        values[i] = (int) read[i];
      }
      int total = 0;
      int squaresLow = 0;
      int squaresHigh = 0;
      int low = min;
      int high = max;
      for (int i = 0; i < n; i++) {
        int v = values[i];
        // Of 65535 the square takes all 32 bits, read without a sign.
        int square = v * v;
        total += v;
        squaresLow += square & 0xffff;
        squaresHigh += square >>> 16;
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
      sum = Math.addExact(sum, total);
      squares = Math.addExact(squares, squaresLow + ((long) squaresHigh << 16));
      min = low;
      max = high;
    }

    private void fill(Volume volume, long from, int n) {
      MemorySegment voxels = volume.voxels();
      long at = from * volume.type().bytes();
      float[] to = read;
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
