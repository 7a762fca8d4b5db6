package org.seriesflow.imaging;

/**
 * A voxel box in the patient: a parallelepiped in LPS mm.
 *
 * @param corner the OUTER corner of the box's first voxel, half a voxel before its centre on each
 *     axis
 * @param edgeX the whole edge along array axis x, from outer voxel edge to outer voxel edge
 * @param edgeY the same along array axis y
 * @param edgeZ the same along array axis z
 * @param minMm smallest LPS coordinates of the eight corners; for display only, since an oblique
 *     box does not fill its enclosing one
 * @param maxMm largest LPS coordinates of the eight corners; for display only
 */
public record BoxInSpace(
    Vector3 corner, Vector3 edgeX, Vector3 edgeY, Vector3 edgeZ, Vector3 minMm, Vector3 maxMm) {

  /** The box with this corner and these edges; the enclosing bounds are worked out. */
  public static BoxInSpace of(Vector3 corner, Vector3 edgeX, Vector3 edgeY, Vector3 edgeZ) {
    Vector3 min =
        new Vector3(
            corner.x() + below(edgeX.x(), edgeY.x(), edgeZ.x()),
            corner.y() + below(edgeX.y(), edgeY.y(), edgeZ.y()),
            corner.z() + below(edgeX.z(), edgeY.z(), edgeZ.z()));
    Vector3 max =
        new Vector3(
            corner.x() - below(-edgeX.x(), -edgeY.x(), -edgeZ.x()),
            corner.y() - below(-edgeX.y(), -edgeY.y(), -edgeZ.y()),
            corner.z() - below(-edgeX.z(), -edgeY.z(), -edgeZ.z()));
    return new BoxInSpace(corner, edgeX, edgeY, edgeZ, min, max);
  }

  private static double below(double a, double b, double c) {
    return Math.min(a, 0) + Math.min(b, 0) + Math.min(c, 0);
  }
}
