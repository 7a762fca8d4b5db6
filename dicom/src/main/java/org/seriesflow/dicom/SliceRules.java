package org.seriesflow.dicom;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aoju.bus.image.Tag;

/** What slices must have in common, and what they must not, before they can be stacked. */
final class SliceRules {
  private static final double DIRECTION_TOLERANCE = 1e-3;
  private static final double SPACING_TOLERANCE = 1e-3;

  /** Slices nearer to each other than this along their normal stand at one place. */
  static final double SAME_PLACE_MM = 0.01;

  private SliceRules() {}

  /** Orientation, size, pixel spacing, cells and frame of reference must agree. */
  static void requireOneGrid(List<Frame> frames) throws RefusedSeriesException {
    var first = frames.getFirst();
    for (var frame : frames) {
      requireParallel(first, frame);
    }
    for (var frame : frames) {
      requireSameSize(first, frame);
    }
  }

  /** Why a frame cannot be a slice of the stack that another is of, wherever they lie. */
  static Optional<RefusedSeriesException> difference(Frame first, Frame frame) {
    try {
      requireParallel(first, frame);
      requireSameSize(first, frame);
      return Optional.empty();
    } catch (RefusedSeriesException e) {
      return Optional.of(e);
    }
  }

  private static void requireParallel(Frame first, Frame frame) throws RefusedSeriesException {
    var place = frame.placement();
    var reference = first.placement();
    var turn =
        Math.max(
            place.rowDirection().minus(reference.rowDirection()).norm(),
            place.columnDirection().minus(reference.columnDirection()).norm());
    if (turn > DIRECTION_TOLERANCE) {
      throw new RefusedSeriesException(
          RefusalCode.MIXED_ORIENTATION,
          String.format(
              Locale.ROOT,
              "The slices are not parallel: ImageOrientationPatient of instance %s turns by %.1f°"
                  + " against instance %s.",
              frame.instance().sopInstanceUid(),
              Math.toDegrees(2 * Math.asin(Math.min(1, turn / 2))),
              first.instance().sopInstanceUid()));
    }
  }

  private static void requireSameSize(Frame first, Frame frame) throws RefusedSeriesException {
    var format = frame.instance().format();
    var reference = first.instance().format();
    if (format.rows() != reference.rows() || format.columns() != reference.columns()) {
      throw new RefusedSeriesException(
          RefusalCode.MIXED_SIZE,
          String.format(
              Locale.ROOT,
              "The slices differ in size: %d × %d and %d × %d (rows × columns).",
              reference.rows(),
              reference.columns(),
              format.rows(),
              format.columns()));
    }
    var here = frame.placement();
    var there = first.placement();
    if (differs(here.rowStepMm(), there.rowStepMm())
        || differs(here.columnStepMm(), there.columnStepMm())) {
      throw new RefusedSeriesException(
          RefusalCode.MIXED_PIXEL_SPACING,
          String.format(
              Locale.ROOT,
              "The slices differ in PixelSpacing: %s\\%s mm and %s\\%s mm.",
              there.rowStepMm(),
              there.columnStepMm(),
              here.rowStepMm(),
              here.columnStepMm()));
    }
    if (!format.hasSameCells(reference) || !format.photometric().equals(reference.photometric())) {
      throw new RefusedSeriesException(
          RefusalCode.MIXED_PIXEL_FORMAT,
          String.format(
              Locale.ROOT,
              "The slices differ in how pixels are stored: %d of %d bits and %d of %d bits, or sign, or which way intensity runs.",
              reference.bitsStored(),
              reference.bitsAllocated(),
              format.bitsStored(),
              format.bitsAllocated()));
    }
    var frameOfReference = first.instance().dataset().getString(Tag.FrameOfReferenceUID, "");
    if (!frameOfReference.equals(
        frame.instance().dataset().getString(Tag.FrameOfReferenceUID, ""))) {
      throw new RefusedSeriesException(
          RefusalCode.MIXED_FRAME_OF_REFERENCE,
          String.format(
              Locale.ROOT,
              "The slices belong to more than one frame of reference, such as %s and %s.",
              frameOfReference,
              frame.instance().dataset().getString(Tag.FrameOfReferenceUID, "none")));
    }
  }

  private static boolean differs(double a, double b) {
    return Math.abs(a - b) > SPACING_TOLERANCE * b;
  }

  /**
   * No two slices may stand at one place.
   *
   * @param positions of the slices along their normal, mm, ascending
   */
  static void requireDistinct(List<Frame> sorted, double[] positions)
      throws RefusedSeriesException {
    var places = 1;
    for (var i = 1; i < positions.length; i++) {
      if (positions[i] - positions[i - 1] >= SAME_PLACE_MM) {
        places++;
      }
    }
    if (places == positions.length) {
      return;
    }
    for (var i = 1; i < positions.length; i++) {
      if (positions[i] - positions[i - 1] < SAME_PLACE_MM) {
        throw new RefusedSeriesException(
            RefusalCode.DUPLICATE_POSITIONS,
            String.format(
                Locale.ROOT,
                "%d slices stand at only %d places, two of them at %.2f mm along the normal, and none"
                    + " of %s tells them apart throughout.",
                positions.length,
                places,
                positions[i],
                FrameDimension.labels()));
      }
    }
  }
}
