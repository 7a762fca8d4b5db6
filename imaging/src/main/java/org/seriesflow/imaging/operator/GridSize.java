package org.seriesflow.imaging.operator;

import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;

/** How many samples an axis gets when its spacing changes. */
public final class GridSize {
  private GridSize() {}

  /** n · spacing / target, rounded half to even (3 · 0.75 / 0.5 → 4), at least 1. */
  public static int halfEven(int n, double spacingMm, double targetMm) {
    if (!(spacingMm > 0) || !(targetMm > 0)) {
      throw new IllegalArgumentException(
          "spacings are above 0 mm, got " + spacingMm + " and target " + targetMm);
    }
    double size = Math.rint(n * spacingMm / targetMm);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          n + " voxels of " + spacingMm + " mm are too many at " + targetMm + " mm");
    }
    return Math.max(1, (int) size);
  }

  /**
   * The largest size with the given proportions that fits into a target, each axis rounded half to
   * even; what is missing on the other axes is then padded.
   */
  public static Shape fit(Shape shape, Shape target) {
    double factor =
        Math.min(
            (double) target.z() / shape.z(),
            Math.min((double) target.y() / shape.y(), (double) target.x() / shape.x()));
    return new Shape(
        fit(shape.z(), factor, target.z()),
        fit(shape.y(), factor, target.y()),
        fit(shape.x(), factor, target.x()));
  }

  private static int fit(int n, double factor, int most) {
    return Math.clamp((long) Math.rint(n * factor), 1, most);
  }

  /** n · spacing / target on all three axes, as {@link #halfEven(int, double, double)}. */
  public static Shape halfEven(Shape shape, Spacing spacing, Spacing target) {
    return new Shape(
        halfEven(shape.z(), spacing.zMm(), target.zMm()),
        halfEven(shape.y(), spacing.yMm(), target.yMm()),
        halfEven(shape.x(), spacing.xMm(), target.xMm()));
  }
}
