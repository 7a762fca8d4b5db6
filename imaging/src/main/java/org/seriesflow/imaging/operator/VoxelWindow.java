package org.seriesflow.imaging.operator;

import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VolumeGeometry;

/**
 * A box of voxels that may leave its volume on any side; what is outside is filled when it is cut.
 *
 * @param z first index on array axis z, may be negative
 * @param y the same on y
 * @param x the same on x
 * @param shape size of the window
 */
public record VoxelWindow(int z, int y, int x, Shape shape) {

  /** A window of that size around a voxel; of an even length the voxel is the upper middle one. */
  public static VoxelWindow around(int z, int y, int x, Shape shape) {
    return new VoxelWindow(z - shape.z() / 2, y - shape.y() / 2, x - shape.x() / 2, shape);
  }

  /**
   * A cube around a point in the patient, along the volume's own axes: on each axis edge/spacing
   * voxels, half to even, around the voxel nearest to the point.
   */
  public static VoxelWindow cubeMm(VolumeGeometry geometry, Vector3 centreLps, double edgeMm) {
    Spacing spacing = geometry.spacingMm();
    double[] at = geometry.toIndex(centreLps);
    Shape shape =
        GridSize.halfEven(new Shape(1, 1, 1), new Spacing(edgeMm, edgeMm, edgeMm), spacing);
    return around(index(at[0]), index(at[1]), index(at[2]), shape);
  }

  private static int index(double at) {
    return Math.toIntExact(Math.round(at));
  }
}
