package org.seriesflow.dicom;

import java.util.List;
import org.seriesflow.imaging.operator.SizeTable;

/**
 * A guess at the distance of two voxels from the number of voxels along their axis, for head CT and
 * MR that do not say it. Whatever stands on it is called estimated.
 */
final class EstimatedSpacing {
  private static final SizeTable HEAD =
      new SizeTable(
          List.of(
              new SizeTable.Row(300, 0.5),
              new SizeTable.Row(120, 0.55),
              new SizeTable.Row(100, 0.75),
              new SizeTable.Row(80, 1),
              new SizeTable.Row(60, 1.5),
              new SizeTable.Row(45, 3)),
          5);

  private EstimatedSpacing() {}

  /** The guess for an axis of that many voxels, mm. */
  static double mm(int voxels) {
    return HEAD.spacingMm(voxels);
  }
}
