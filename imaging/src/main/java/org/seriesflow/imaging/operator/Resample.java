package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/**
 * Volumes on another grid, their geometry updated with their voxels, without antialiasing.
 *
 * <p>Without aligned corners the outer edges of the volume stay where they are and a voxel's size
 * changes by n/m; with them the centres of the corner voxels stay and the steps change by
 * (n−1)/(m−1), so that the volume's edges move.
 */
public final class Resample {
  private Resample() {}

  /** Trilinear; the result holds real values as FLOAT32. */
  public static Volume linear(Volume volume, Shape shape, boolean alignCorners, int threads) {
    VolumeGeometry geometry = geometry(volume.geometry(), shape, alignCorners);
    TrilinearRows.Plan plan =
        TrilinearRows.Plan.of(
            volume, VoxelBox.full(volume.shape()), IntensityMap.IDENTITY, shape, alignCorners);
    Volume target = Volume.allocate(geometry, VoxelType.FLOAT32);
    try {
      Trilinear.resize(plan, shape, threads, target.voxels(), RowReader.FLOAT);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** Each voxel takes the stored number of the nearest one; type, slope and intercept stay. */
  public static Volume nearest(Volume volume, Shape shape, boolean alignCorners) {
    Shape in = volume.shape();
    int[] z = SourceIndex.nearest(in.z(), shape.z(), alignCorners);
    int[] y = SourceIndex.nearest(in.y(), shape.y(), alignCorners);
    int[] x = SourceIndex.nearest(in.x(), shape.x(), alignCorners);
    Volume target =
        Volume.allocate(
            geometry(volume.geometry(), shape, alignCorners),
            volume.type(),
            volume.slope(),
            volume.intercept());
    int bytes = volume.type().bytes();
    MemorySegment from = volume.voxels();
    MemorySegment to = target.voxels();
    for (int k = 0; k < shape.z(); k++) {
      for (int j = 0; j < shape.y(); j++) {
        long row = in.offset(z[k], y[j], 0) * bytes;
        long at = shape.offset(k, j, 0) * bytes;
        for (int i = 0; i < shape.x(); i++) {
          copyVoxel(from, row + (long) x[i] * bytes, to, at + (long) i * bytes, bytes);
        }
      }
    }
    return target;
  }

  /** Trilinear to n·spacing/target voxels on each axis, half to even. */
  public static Volume linearTo(Volume volume, Spacing target, int threads) {
    return linear(volume, sizeAt(volume, target), false, threads);
  }

  /** Nearest neighbour to n·spacing/target voxels on each axis, half to even. */
  public static Volume nearestTo(Volume volume, Spacing target) {
    return nearest(volume, sizeAt(volume, target), false);
  }

  /** Where the voxels of the resampled volume lie. */
  public static VolumeGeometry geometry(
      VolumeGeometry geometry, Shape shape, boolean alignCorners) {
    double[] factor = new double[3];
    double[] first = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      int n = geometry.shape().length(axis);
      int m = shape.length(axis);
      if (alignCorners) {
        if (n == 1 && m > 1) {
          throw new IllegalArgumentException(
              "with aligned corners one voxel cannot become " + m + " on axis " + axis);
        }
        // A single voxel at the first corner has no step to speak of; it keeps the old one.
        factor[axis] = m > 1 ? (n - 1.0) / (m - 1) : 1;
      } else {
        factor[axis] = (double) n / m;
        first[axis] = (factor[axis] - 1) / 2;
      }
    }
    Vector3 origin = geometry.toLps(first[0], first[1], first[2]);
    return new VolumeGeometry(
        shape,
        origin,
        geometry.stepX().times(factor[2]),
        geometry.stepY().times(factor[1]),
        geometry.stepZ().times(factor[0]));
  }

  private static Shape sizeAt(Volume volume, Spacing target) {
    return GridSize.halfEven(volume.shape(), volume.geometry().spacingMm(), target);
  }

  private static void copyVoxel(
      MemorySegment from, long source, MemorySegment to, long target, int bytes) {
    switch (bytes) {
      case 1 -> to.set(ValueLayout.JAVA_BYTE, target, from.get(ValueLayout.JAVA_BYTE, source));
      case 2 -> to.set(RowReader.SHORT, target, from.get(RowReader.SHORT, source));
      case 4 -> to.set(RowReader.INT, target, from.get(RowReader.INT, source));
      default -> MemorySegment.copy(from, source, to, target, bytes);
    }
  }
}
