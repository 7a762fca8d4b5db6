package org.seriesflow.dicom;

import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.seriesflow.imaging.Vector3;

/**
 * Where a frame lies in the patient: the image plane (PS3.3 C.7.6.2.1.1), LPS, mm.
 *
 * @param position centre of the first pixel, Image Position (Patient)
 * @param rowDirection unit vector along a row: the way in which columns count up
 * @param columnDirection unit vector along a column: the way in which rows count up
 * @param rowStepMm distance of two rows, first value of Pixel Spacing
 * @param columnStepMm distance of two columns, second value of Pixel Spacing
 * @param estimated whether any of it was guessed
 */
record Placement(
    Vector3 position,
    Vector3 rowDirection,
    Vector3 columnDirection,
    double rowStepMm,
    double columnStepMm,
    boolean estimated) {

  /** Devices round direction cosines to as few as four decimals. */
  private static final double DIRECTION_TOLERANCE = 1e-2;

  /**
   * Reads the three attributes from where they stand. A pixel spacing that is missing is guessed
   * from the size of the image.
   *
   * @param whose what is read, for the message
   * @throws IllegalArgumentException when one is missing or malformed; the message is a sentence
   */
  static Placement of(
      Attributes positions,
      Attributes orientations,
      Attributes spacings,
      PixelFormat format,
      String whose) {
    var position = numbers(positions, Tag.ImagePositionPatient, 3, "ImagePositionPatient", whose);
    var cosines =
        numbers(orientations, Tag.ImageOrientationPatient, 6, "ImageOrientationPatient", whose);
    var guessed = spacings == null || !spacings.containsValue(Tag.PixelSpacing);
    var spacing = pixelSpacing(spacings, format, whose);
    var row = new Vector3(cosines[0], cosines[1], cosines[2]);
    var column = new Vector3(cosines[3], cosines[4], cosines[5]);
    if (Math.abs(row.norm() - 1) > DIRECTION_TOLERANCE
        || Math.abs(column.norm() - 1) > DIRECTION_TOLERANCE
        || Math.abs(row.dot(column)) > DIRECTION_TOLERANCE) {
      throw new IllegalArgumentException(
          "ImageOrientationPatient of %s is not two perpendicular unit vectors: %s, %s."
              .formatted(whose, row, column));
    }
    return new Placement(
        new Vector3(position[0], position[1], position[2]),
        row.normalised(),
        column.normalised(),
        spacing[0],
        spacing[1],
        guessed);
  }

  /**
   * Where a frame of an image lies that says nothing about it: as it is stored, a guessed step from
   * the frame before it, rows towards Left, columns towards Posterior.
   *
   * @param index of the frame, from 0
   * @param frames of the image
   * @param spacings where Pixel Spacing may stand
   * @throws IllegalArgumentException when that is malformed
   */
  static Placement asStored(
      int index, int frames, Attributes spacings, PixelFormat format, String whose) {
    var spacing = pixelSpacing(spacings, format, whose);
    return new Placement(
        new Vector3(0, 0, index * EstimatedSpacing.mm(frames)),
        new Vector3(1, 0, 0),
        new Vector3(0, 1, 0),
        spacing[0],
        spacing[1],
        true);
  }

  private static double[] pixelSpacing(Attributes spacings, PixelFormat format, String whose) {
    if (spacings == null || !spacings.containsValue(Tag.PixelSpacing)) {
      return new double[] {
        EstimatedSpacing.mm(format.rows()), EstimatedSpacing.mm(format.columns())
      };
    }
    var spacing = numbers(spacings, Tag.PixelSpacing, 2, "PixelSpacing", whose);
    if (!(spacing[0] > 0) || !(spacing[1] > 0)) {
      throw new IllegalArgumentException(
          "PixelSpacing of %s must be above 0 mm: %s, %s."
              .formatted(whose, spacing[0], spacing[1]));
    }
    return spacing;
  }

  private static double[] numbers(Attributes from, int tag, int count, String name, String whose) {
    if (from == null || !from.containsValue(tag)) {
      throw new IllegalArgumentException(name + " of " + whose + " is missing.");
    }
    double[] values;
    try {
      values = from.getDoubles(tag);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " of " + whose + " is malformed: \"" + from.getString(tag) + "\".", e);
    }
    if (values == null || values.length != count) {
      throw new IllegalArgumentException(
          "%s of %s has %d values instead of %d."
              .formatted(name, whose, values == null ? 0 : values.length, count));
    }
    for (var value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " of " + whose + " holds " + value + ".");
      }
    }
    return values;
  }

  /** Unit vector across the slice: row direction × column direction. */
  Vector3 normal() {
    return rowDirection.cross(columnDirection).normalised();
  }

  /** Position along the slice normal, mm. */
  double along(Vector3 normal) {
    return position.dot(normal);
  }
}
