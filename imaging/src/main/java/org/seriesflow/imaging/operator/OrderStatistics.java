package org.seriesflow.imaging.operator;

import java.util.HashMap;
import java.util.Map;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/**
 * The k-th smallest stored numbers, exactly and without sorting: every stored number becomes an
 * unsigned 32-bit key of the same order; one pass counts keys by their upper 16 bits, a second one
 * by their lower 16 bits in the few bins that hold a wanted rank. FLOAT64 is looked at in float32.
 */
final class OrderStatistics {
  private static final int BINS = 1 << 16;

  private final Volume volume;
  private final VoxelBox box;

  private OrderStatistics(Volume volume, VoxelBox box) {
    this.volume = volume;
    this.box = box;
  }

  /** The stored numbers at these ranks, 0 being the smallest. */
  static double[] of(Volume volume, VoxelBox box, long... ranks) {
    return new OrderStatistics(volume, box).at(ranks);
  }

  private double[] at(long[] ranks) {
    long[] upper = new long[BINS];
    forEachKey(key -> upper[key >>> 16]++);
    Map<Integer, long[]> lower = new HashMap<>();
    int[] bin = new int[ranks.length];
    long[] rest = new long[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      long rank = ranks[i];
      while (rank >= upper[bin[i]]) {
        rank -= upper[bin[i]++];
      }
      rest[i] = rank;
      lower.put(bin[i], new long[BINS]);
    }
    long[][] wanted = new long[BINS][];
    lower.forEach((at, counts) -> wanted[at] = counts);
    forEachKey(
        key -> {
          long[] counts = wanted[key >>> 16];
          if (counts != null) {
            counts[key & 0xffff]++;
          }
        });
    double[] values = new double[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      long[] counts = wanted[bin[i]];
      int low = 0;
      long rank = rest[i];
      while (rank >= counts[low]) {
        rank -= counts[low++];
      }
      values[i] = number(bin[i] << 16 | low);
    }
    return values;
  }

  private interface KeyVisitor {
    void visit(int key);
  }

  private void forEachKey(KeyVisitor visitor) {
    RowReader reader = new RowReader(volume);
    int width = box.maxX() - box.minX();
    for (int z = box.minZ(); z < box.maxZ(); z++) {
      for (int y = box.minY(); y < box.maxY(); y++) {
        double[] row = reader.readStored(z, y, box.minX(), width);
        for (int i = 0; i < width; i++) {
          visitor.visit(key(row[i]));
        }
      }
    }
  }

  private int key(double stored) {
    if (volume.type() == VoxelType.UINT32) {
      return (int) (long) stored;
    }
    if (volume.type().isInteger()) {
      return (int) stored ^ Integer.MIN_VALUE;
    }
    if (!Double.isFinite(stored)) {
      throw new IllegalArgumentException("the voxels hold values that are not finite numbers");
    }
    int bits = Float.floatToIntBits((float) stored + 0f);
    return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
  }

  private double number(int key) {
    return switch (volume.type()) {
      case UINT32 -> key & 0xffffffffL;
      case FLOAT32, FLOAT64 -> {
        int bits = key < 0 ? key ^ Integer.MIN_VALUE : ~key;
        yield Float.intBitsToFloat(bits);
      }
      default -> key ^ Integer.MIN_VALUE;
    };
  }
}
