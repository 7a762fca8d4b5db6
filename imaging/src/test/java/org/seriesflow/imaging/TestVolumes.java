package org.seriesflow.imaging;

/** Small volumes whose answers can be worked out by hand. */
public final class TestVolumes {
  private TestVolumes() {}

  /** Stored value 100z + 10y + x, so that each voxel of up to 10 per axis says where it was. */
  public static Volume counting(VolumeGeometry geometry, VoxelType type) {
    Volume volume = Volume.allocate(geometry, type);
    Shape shape = geometry.shape();
    for (int z = 0; z < shape.z(); z++) {
      for (int y = 0; y < shape.y(); y++) {
        for (int x = 0; x < shape.x(); x++) {
          volume.setStored(z, y, x, 100 * z + 10 * y + x);
        }
      }
    }
    return volume;
  }

  /** An unrotated geometry with its first voxel at 0 and steps of 1 mm. */
  public static VolumeGeometry unit(int z, int y, int x) {
    return VolumeGeometry.axisAligned(new Shape(z, y, x), Vector3.ZERO, new Spacing(1, 1, 1));
  }

  /** A volume of these stored values, x fastest, unrotated, 1 mm. */
  public static Volume of(VoxelType type, Shape shape, double... stored) {
    Volume volume = Volume.allocate(unit(shape.z(), shape.y(), shape.x()), type);
    int i = 0;
    for (int z = 0; z < shape.z(); z++) {
      for (int y = 0; y < shape.y(); y++) {
        for (int x = 0; x < shape.x(); x++) {
          volume.setStored(z, y, x, stored[i++]);
        }
      }
    }
    return volume;
  }
}
