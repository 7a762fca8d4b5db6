package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.seriesflow.imaging.Volume;

/**
 * Reads runs of voxels along x as real values (stored · slope + intercept) in float32. One reader a
 * thread: it keeps a row of scratch memory.
 */
final class RowReader {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Volume volume;
  private final double[] stored;

  RowReader(Volume volume) {
    this.volume = volume;
    this.stored = new double[volume.shape().x()];
  }

  /** Real values of voxels [z,y,x..x+n) into the start of {@code target}. */
  void read(int z, int y, int x, int n, float[] target) {
    double[] values = readStored(z, y, x, n);
    double slope = volume.slope();
    double intercept = volume.intercept();
    for (int i = 0; i < n; i++) {
      target[i] = (float) (values[i] * slope + intercept);
    }
  }

  /** Stored numbers of voxels [z,y,x..x+n); the array belongs to the reader. */
  double[] readStored(int z, int y, int x, int n) {
    MemorySegment voxels = volume.voxels();
    long at = volume.shape().offset(z, y, x) * volume.type().bytes();
    double[] to = stored;
    switch (volume.type()) {
      case UINT8 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(ValueLayout.JAVA_BYTE, at + i) & 0xff;
        }
      }
      case INT8 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(ValueLayout.JAVA_BYTE, at + i);
        }
      }
      case INT16 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(SHORT, at + 2L * i);
        }
      }
      case UINT16 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(SHORT, at + 2L * i) & 0xffff;
        }
      }
      case INT32 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(INT, at + 4L * i);
        }
      }
      case UINT32 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(INT, at + 4L * i) & 0xffffffffL;
        }
      }
      case FLOAT32 -> {
        for (int i = 0; i < n; i++) {
          to[i] = voxels.get(FLOAT, at + 4L * i);
        }
      }
      case FLOAT64 -> MemorySegment.copy(voxels, DOUBLE, at, to, 0, n);
    }
    return to;
  }
}
