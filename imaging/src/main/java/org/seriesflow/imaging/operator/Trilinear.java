package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;

/**
 * Crop, intensity map and trilinear resize in one pass from stored voxels to a network's input, no
 * antialiasing.
 */
public final class Trilinear {
  private Trilinear() {}

  /**
   * Crops, maps and resizes into a new tensor.
   *
   * @param box what is cropped, within the volume
   * @param intensity applied to real values; what clips is applied before interpolation
   * @param size voxels of the result
   * @param alignCorners true: the centres of the corner voxels stay; false: their outer edges
   * @param threads how many share the work, this one included
   * @return [1,1,z,y,x], batch and channel first
   */
  public static Tensor cropAndResize(
      Volume volume,
      VoxelBox box,
      IntensityMap intensity,
      Shape size,
      boolean alignCorners,
      int threads) {
    Tensor target = Tensor.allocate(1, 1, size.z(), size.y(), size.x());
    try {
      cropAndResizeInto(target, volume, box, intensity, alignCorners, threads);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** The same into a tensor that exists already, whose last three axes give the size. */
  public static void cropAndResizeInto(
      Tensor target,
      Volume volume,
      VoxelBox box,
      IntensityMap intensity,
      boolean alignCorners,
      int threads) {
    Shape size = new Shape(target.length(-3), target.length(-2), target.length(-1));
    if (target.elements() != size.voxels()) {
      throw new IllegalArgumentException("one volume does not fill " + target);
    }
    resize(
        TrilinearRows.Plan.of(volume, box, intensity, size, alignCorners),
        size,
        threads,
        target.data(),
        ValueLayout.JAVA_FLOAT);
  }

  static void resize(
      TrilinearRows.Plan plan,
      Shape size,
      int threads,
      MemorySegment target,
      ValueLayout.OfFloat layout) {
    ParallelRanges.run(
        size.z(),
        threads,
        (from, to) -> {
          TrilinearRows rows = new TrilinearRows(plan);
          float[] row = new float[size.x()];
          for (int z = from; z < to; z++) {
            for (int y = 0; y < size.y(); y++) {
              rows.row(z, y, row);
              long at = size.offset(z, y, 0) * Float.BYTES;
              MemorySegment.copy(row, 0, target, layout, at, row.length);
            }
          }
        });
  }
}
