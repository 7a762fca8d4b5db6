package org.seriesflow.imaging;

/** Numbers of voxels along the array axes [z,y,x], each at least 1. */
public record Shape(int z, int y, int x) {
  public Shape {
    if (z < 1 || y < 1 || x < 1) {
      throw new IllegalArgumentException(
          "a shape needs at least one voxel on each axis, got [" + z + "," + y + "," + x + "]");
    }
  }

  public long voxels() {
    return Math.multiplyExact(Math.multiplyExact((long) z, y), x);
  }

  /** The position of voxel [z,y,x] in an array with x fastest, then y, then z. */
  public long offset(int iz, int iy, int ix) {
    return ((long) iz * y + iy) * x + ix;
  }

  /** The length of array axis 0 (z), 1 (y) or 2 (x). */
  public int length(int axis) {
    return switch (axis) {
      case 0 -> z;
      case 1 -> y;
      case 2 -> x;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, got " + axis);
    };
  }

  @Override
  public String toString() {
    return "[" + z + "," + y + "," + x + "]";
  }
}
