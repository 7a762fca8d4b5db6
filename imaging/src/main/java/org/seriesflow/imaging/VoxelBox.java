package org.seriesflow.imaging;

/**
 * A box of whole voxels in one named volume: lower bounds inclusive, upper bounds exclusive, array
 * order [z,y,x]. Never empty, never negative.
 */
public record VoxelBox(int minZ, int minY, int minX, int maxZ, int maxY, int maxX) {
  public VoxelBox {
    if (minZ < 0 || minY < 0 || minX < 0 || maxZ <= minZ || maxY <= minY || maxX <= minX) {
      throw new IllegalArgumentException(
          "a voxel box needs 0 <= min < max on each axis, got "
              + text(minZ, minY, minX, maxZ, maxY, maxX));
    }
  }

  /** All voxels of a volume of that shape. */
  public static VoxelBox full(Shape shape) {
    return new VoxelBox(0, 0, 0, shape.z(), shape.y(), shape.x());
  }

  public Shape shape() {
    return new Shape(maxZ - minZ, maxY - minY, maxX - minX);
  }

  /** The lower bound (inclusive) on array axis 0 (z), 1 (y) or 2 (x). */
  public int min(int axis) {
    return switch (axis) {
      case 0 -> minZ;
      case 1 -> minY;
      case 2 -> minX;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, got " + axis);
    };
  }

  /** The upper bound (exclusive) on array axis 0 (z), 1 (y) or 2 (x). */
  public int max(int axis) {
    return switch (axis) {
      case 0 -> maxZ;
      case 1 -> maxY;
      case 2 -> maxX;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, got " + axis);
    };
  }

  public boolean isWithin(Shape shape) {
    return maxZ <= shape.z() && maxY <= shape.y() && maxX <= shape.x();
  }

  /** The part of this box that lies in a volume of that shape; refused when there is none. */
  public VoxelBox clip(Shape shape) {
    if (minZ >= shape.z() || minY >= shape.y() || minX >= shape.x()) {
      throw new IllegalArgumentException("box " + this + " lies outside a volume of " + shape);
    }
    return new VoxelBox(
        minZ,
        minY,
        minX,
        Math.min(maxZ, shape.z()),
        Math.min(maxY, shape.y()),
        Math.min(maxX, shape.x()));
  }

  @Override
  public String toString() {
    return text(minZ, minY, minX, maxZ, maxY, maxX);
  }

  private static String text(int z0, int y0, int x0, int z1, int y1, int x1) {
    return "[" + z0 + "," + y0 + "," + x0 + "]..[" + z1 + "," + y1 + "," + x1 + ")";
  }
}
