package org.seriesflow.dicom;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aoju.bus.image.Tag;

/** What slices must have in common, and what they must not, to be stacked. */
final class SliceRules {
  private static final double DIRECTION_TOLERANCE = 1e-3;
  private static final double SPACING_TOLERANCE = 1e-3;

  /** Slices nearer to each other than this along their normal stand at one place. */
  static final double SAME_PLACE_MM = 0.01;

  private SliceRules() {}

  /**
   * Whether a frame cannot be a slice of the stack that another is of, wherever they lie:
   * orientation, size, pixel spacing, cells and frame of reference must agree.
   */
  static Optional<RefusalCode> mismatch(Frame first, Frame frame) {
    var format = frame.instance().format();
    var reference = first.instance().format();
    var here = frame.placement();
    var there = first.placement();
    if (turn(there, here) > DIRECTION_TOLERANCE) {
      return Optional.of(RefusalCode.MIXED_ORIENTATION);
    }
    if (format.rows() != reference.rows() || format.columns() != reference.columns()) {
      return Optional.of(RefusalCode.MIXED_SIZE);
    }
    if (differs(here.rowStepMm(), there.rowStepMm())
        || differs(here.columnStepMm(), there.columnStepMm())) {
      return Optional.of(RefusalCode.MIXED_PIXEL_SPACING);
    }
    if (!format.hasSameCells(reference) || !format.photometric().equals(reference.photometric())) {
      return Optional.of(RefusalCode.MIXED_PIXEL_FORMAT);
    }
    return frameOfReference(frame).equals(frameOfReference(first))
        ? Optional.empty()
        : Optional.of(RefusalCode.MIXED_FRAME_OF_REFERENCE);
  }

  /** A mismatch of two frames in words, with the values. */
  static RefusedSeriesException refusal(RefusalCode mismatch, Frame first, Frame frame) {
    var format = frame.instance().format();
    var reference = first.instance().format();
    var here = frame.placement();
    var there = first.placement();
    var sentence =
        switch (mismatch) {
          case MIXED_ORIENTATION ->
              String.format(
                  Locale.ROOT,
                  "The slices are not parallel: ImageOrientationPatient of %s turns by %.1f° against"
                      + " %s.",
                  frame.name(),
                  Math.toDegrees(2 * Math.asin(Math.min(1, turn(there, here) / 2))),
                  first.name());
          case MIXED_SIZE ->
              "The slices differ in size: %d × %d and %d × %d (rows × columns)."
                  .formatted(
                      reference.rows(), reference.columns(), format.rows(), format.columns());
          case MIXED_PIXEL_SPACING ->
              "The slices differ in PixelSpacing: %s\\%s mm and %s\\%s mm."
                  .formatted(
                      there.rowStepMm(),
                      there.columnStepMm(),
                      here.rowStepMm(),
                      here.columnStepMm());
          case MIXED_PIXEL_FORMAT ->
              "The slices differ in how pixels are stored: %d of %d bits %s and %d of %d bits %s."
                  .formatted(
                      reference.bitsStored(),
                      reference.bitsAllocated(),
                      words(reference),
                      format.bitsStored(),
                      format.bitsAllocated(),
                      words(format));
          default ->
              "The slices belong to more than one frame of reference, such as \"%s\" and \"%s\"."
                  .formatted(frameOfReference(first), frameOfReference(frame));
        };
    return new RefusedSeriesException(mismatch, sentence);
  }

  private static double turn(Placement one, Placement other) {
    return Math.max(
        one.rowDirection().minus(other.rowDirection()).norm(),
        one.columnDirection().minus(other.columnDirection()).norm());
  }

  private static String words(PixelFormat format) {
    return (format.signed() ? "signed " : "unsigned ") + format.photometric();
  }

  private static String frameOfReference(Frame frame) {
    return frame.instance().dataset().getString(Tag.FrameOfReferenceUID, "");
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
