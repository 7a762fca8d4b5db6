package org.seriesflow.imaging.operator;

import java.util.List;

/**
 * A guess at the spacing of an axis from nothing but its number of voxels, for images that do not
 * say theirs. What stands on it is estimated geometry and must be called so.
 *
 * @param rows tried in order; thresholds fall
 * @param otherwiseMm spacing of an axis with no more voxels than any row asks for
 */
public record SizeTable(List<Row> rows, double otherwiseMm) {
  /**
   * An axis of more voxels than this has that spacing.
   *
   * @param moreThan number of voxels, exclusive
   * @param spacingMm the spacing then
   */
  public record Row(int moreThan, double spacingMm) {
    public Row {
      requireLength(spacingMm);
    }
  }

  public SizeTable {
    rows = List.copyOf(rows);
    requireLength(otherwiseMm);
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).moreThan() >= rows.get(i - 1).moreThan()) {
        throw new IllegalArgumentException(
            "the thresholds of a size table fall, got " + rows.get(i - 1) + ", " + rows.get(i));
      }
    }
  }

  /** The guessed spacing of an axis of n voxels. */
  public double spacingMm(int n) {
    for (Row row : rows) {
      if (n > row.moreThan()) {
        return row.spacingMm();
      }
    }
    return otherwiseMm;
  }

  private static void requireLength(double mm) {
    if (!(mm > 0 && Double.isFinite(mm))) {
      throw new IllegalArgumentException("a spacing is above 0 mm, got " + mm);
    }
  }
}
