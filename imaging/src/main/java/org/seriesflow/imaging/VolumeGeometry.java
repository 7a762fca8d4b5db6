package org.seriesflow.imaging;

/**
 * Where the voxels of a volume lie in the patient: LPS, mm.
 *
 * <p>The centre of voxel [z,y,x] lies at {@code origin + x·stepX + y·stepY + z·stepZ}. The steps
 * need be neither orthogonal nor right-handed, but they must span space.
 *
 * @param shape number of voxels on each array axis
 * @param origin centre of voxel [0,0,0]
 * @param stepX what one index more along array axis x moves
 * @param stepY what one index more along array axis y moves
 * @param stepZ what one index more along array axis z moves
 */
public record VolumeGeometry(
    Shape shape, Vector3 origin, Vector3 stepX, Vector3 stepY, Vector3 stepZ) {

  /** Below this share of the product of the spacings, three steps count as lying in one plane. */
  private static final double FLAT = 1e-6;

  public VolumeGeometry {
    double product = stepX.norm() * stepY.norm() * stepZ.norm();
    if (!(Math.abs(stepX.cross(stepY).dot(stepZ)) > FLAT * product)) {
      throw new IllegalArgumentException(
          "the step vectors do not span space: x " + stepX + ", y " + stepY + ", z " + stepZ);
    }
  }

  /** An unrotated LPS geometry: array x towards Left, y towards Posterior, z towards Superior. */
  public static VolumeGeometry axisAligned(Shape shape, Vector3 origin, Spacing spacing) {
    return new VolumeGeometry(
        shape,
        origin,
        new Vector3(spacing.xMm(), 0, 0),
        new Vector3(0, spacing.yMm(), 0),
        new Vector3(0, 0, spacing.zMm()));
  }

  /** Distances between neighbouring voxel centres, array order [z,y,x], mm. */
  public Spacing spacingMm() {
    return new Spacing(stepZ.norm(), stepY.norm(), stepX.norm());
  }

  /** The step in mm along array axis 0 (z), 1 (y) or 2 (x). */
  public Vector3 step(int axis) {
    return switch (axis) {
      case 0 -> stepZ;
      case 1 -> stepY;
      case 2 -> stepX;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, got " + axis);
    };
  }

  /**
   * The affine from voxel index to LPS mm: row-major 4×4, for a column (x, y, z, 1) of indices, so
   * its columns are stepX, stepY, stepZ and origin.
   */
  public double[] indexToLps() {
    return new double[] {
      stepX.x(),
      stepY.x(),
      stepZ.x(),
      origin.x(),
      stepX.y(),
      stepY.y(),
      stepZ.y(),
      origin.y(),
      stepX.z(),
      stepY.z(),
      stepZ.z(),
      origin.z(),
      0,
      0,
      0,
      1
    };
  }

  /** The geometry whose {@link #indexToLps()} is this row-major 4×4 affine. */
  public static VolumeGeometry fromIndexToLps(Shape shape, double[] affine) {
    if (affine.length != 16) {
      throw new IllegalArgumentException("an affine has 16 numbers, got " + affine.length);
    }
    if (affine[12] != 0 || affine[13] != 0 || affine[14] != 0 || affine[15] != 1) {
      throw new IllegalArgumentException("the last row of an affine is 0 0 0 1");
    }
    return new VolumeGeometry(
        shape,
        new Vector3(affine[3], affine[7], affine[11]),
        new Vector3(affine[0], affine[4], affine[8]),
        new Vector3(affine[1], affine[5], affine[9]),
        new Vector3(affine[2], affine[6], affine[10]));
  }

  /** The point in LPS mm at a (fractional) voxel index; whole indices are voxel centres. */
  public Vector3 toLps(double z, double y, double x) {
    return origin.plus(stepX.times(x)).plus(stepY.times(y)).plus(stepZ.times(z));
  }

  /** The (fractional) voxel index of a point in LPS mm, in array order {z, y, x}. */
  public double[] toIndex(Vector3 lpsMm) {
    Vector3 d = lpsMm.minus(origin);
    Vector3 yz = stepY.cross(stepZ);
    double determinant = stepX.dot(yz);
    return new double[] {
      stepX.cross(stepY).dot(d) / determinant,
      stepZ.cross(stepX).dot(d) / determinant,
      yz.dot(d) / determinant
    };
  }

  /** The geometry of the voxels in that box, which must lie within this volume. */
  public VolumeGeometry crop(VoxelBox box) {
    requireWithin(box);
    return new VolumeGeometry(
        box.shape(), toLps(box.minZ(), box.minY(), box.minX()), stepX, stepY, stepZ);
  }

  /** That box in the patient, from outer voxel edge to outer voxel edge. */
  public BoxInSpace boxInLps(VoxelBox box) {
    requireWithin(box);
    Shape size = box.shape();
    return BoxInSpace.of(
        toLps(box.minZ() - .5, box.minY() - .5, box.minX() - .5),
        stepX.times(size.x()),
        stepY.times(size.y()),
        stepZ.times(size.z()));
  }

  private void requireWithin(VoxelBox box) {
    if (!box.isWithin(shape)) {
      throw new IllegalArgumentException("box " + box + " leaves the volume of " + shape);
    }
  }
}
