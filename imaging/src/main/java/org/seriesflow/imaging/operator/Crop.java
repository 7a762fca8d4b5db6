package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;

/** Cuts volumes, voxels and geometry together; every voxel keeps its place in the patient. */
public final class Crop {
  private Crop() {}

  /** The voxels in a box, in memory of their own. */
  public static Volume box(Volume volume, VoxelBox box) {
    Moments.requireWithin(volume, box);
    return window(volume, new VoxelWindow(box.minZ(), box.minY(), box.minX(), box.shape()), 0);
  }

  /**
   * The voxels in a window, which may leave the volume.
   *
   * @param fill stored number of voxels outside the volume
   */
  public static Volume window(Volume volume, VoxelWindow window, double fill) {
    VolumeGeometry from = volume.geometry();
    Shape size = window.shape();
    Vector3 origin = from.toLps(window.z(), window.y(), window.x());
    Volume target =
        Volume.allocate(
            new VolumeGeometry(size, origin, from.stepX(), from.stepY(), from.stepZ()),
            volume.type(),
            volume.slope(),
            volume.intercept());
    try {
      if (fill != 0) {
        fill(target, fill);
      }
      copyInside(volume, window, target);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** The box with a margin in voxels on both sides of each axis, as far as the volume goes. */
  public static VoxelBox withMargin(VoxelBox box, Shape volume, int z, int y, int x) {
    return new VoxelBox(
            Math.max(0, box.minZ() - z),
            Math.max(0, box.minY() - y),
            Math.max(0, box.minX() - x),
            box.maxZ() + z,
            box.maxY() + y,
            box.maxX() + x)
        .clip(volume);
  }

  /** The tight box around all voxels whose real value is not 0; none when all are. */
  public static Optional<VoxelBox> nonZero(Volume volume) {
    Shape shape = volume.shape();
    int[] min = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    int[] max = {-1, -1, -1};
    RowReader reader = new RowReader(volume);
    float[] row = new float[shape.x()];
    for (int z = 0; z < shape.z(); z++) {
      for (int y = 0; y < shape.y(); y++) {
        reader.read(z, y, 0, row.length, row);
        int first = 0;
        while (first < row.length && row[first] == 0) {
          first++;
        }
        if (first == row.length) {
          continue;
        }
        int last = row.length - 1;
        while (row[last] == 0) {
          last--;
        }
        min[0] = Math.min(min[0], z);
        max[0] = z;
        min[1] = Math.min(min[1], y);
        max[1] = Math.max(max[1], y);
        min[2] = Math.min(min[2], first);
        max[2] = Math.max(max[2], last);
      }
    }
    return max[0] < 0
        ? Optional.empty()
        : Optional.of(new VoxelBox(min[0], min[1], min[2], max[0] + 1, max[1] + 1, max[2] + 1));
  }

  private static void copyInside(Volume volume, VoxelWindow window, Volume target) {
    Shape in = volume.shape();
    Shape size = window.shape();
    int z0 = Math.max(0, -window.z());
    int z1 = Math.min(size.z(), in.z() - window.z());
    int y0 = Math.max(0, -window.y());
    int y1 = Math.min(size.y(), in.y() - window.y());
    int x0 = Math.max(0, -window.x());
    int x1 = Math.min(size.x(), in.x() - window.x());
    long bytes = volume.type().bytes();
    for (int z = z0; z < z1 && x0 < x1; z++) {
      for (int y = y0; y < y1; y++) {
        long from = in.offset(z + window.z(), y + window.y(), x0 + window.x()) * bytes;
        long to = size.offset(z, y, x0) * bytes;
        MemorySegment.copy(volume.voxels(), from, target.voxels(), to, (x1 - x0) * bytes);
      }
    }
  }

  private static void fill(Volume volume, double stored) {
    volume.setStored(0, 0, 0, stored);
    MemorySegment voxels = volume.voxels();
    int bytes = volume.type().bytes();
    // What is filled already is copied behind itself, twice as much each time.
    for (long filled = bytes; filled < voxels.byteSize(); filled *= 2) {
      long n = Math.min(filled, voxels.byteSize() - filled);
      MemorySegment.copy(voxels, 0, voxels, filled, n);
    }
  }
}
