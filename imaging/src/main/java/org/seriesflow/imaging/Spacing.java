package org.seriesflow.imaging;

/** Distances between neighbouring voxel centres along the array axes [z,y,x], in mm, above 0. */
public record Spacing(double zMm, double yMm, double xMm) {
  public Spacing {
    if (!isLength(zMm) || !isLength(yMm) || !isLength(xMm)) {
      throw new IllegalArgumentException(
          "a spacing needs finite lengths above 0 mm, got [" + zMm + "," + yMm + "," + xMm + "]");
    }
  }

  /** The spacing in mm along array axis 0 (z), 1 (y) or 2 (x). */
  public double mm(int axis) {
    return switch (axis) {
      case 0 -> zMm;
      case 1 -> yMm;
      case 2 -> xMm;
      default -> throw new IllegalArgumentException("axis must be 0, 1 or 2, got " + axis);
    };
  }

  private static boolean isLength(double mm) {
    return mm > 0 && Double.isFinite(mm);
  }
}
