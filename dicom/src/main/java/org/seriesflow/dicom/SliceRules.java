package org.seriesflow.dicom;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aoju.bus.image.Tag;

/** What slices must have in common, and what they must not, before they can be stacked. */
final class SliceRules {
  private static final double DIRECTION_TOLERANCE = 1e-3;
  private static final double SPACING_TOLERANCE = 1e-3;
  private static final double SAME_PLACE_MM = 0.01;

  private SliceRules() {}

  /** Orientation, size, pixel spacing, cells and frame of reference must agree. */
  static void requireOneGrid(List<Frame> frames) throws RefusedSeriesException {
    var first = frames.getFirst();
    for (var frame : frames) {
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
    for (var frame : frames) {
      requireSameSize(first, frame);
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
    if (!format.hasSameCells(reference)) {
      throw new RefusedSeriesException(
          RefusalCode.MIXED_PIXEL_FORMAT,
          String.format(
              Locale.ROOT,
              "The slices differ in how pixels are stored: %d of %d bits and %d of %d bits, or sign.",
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
                "%d slices stand at only %d places, two of them at %.2f mm along the normal; %s.",
                positions.length,
                places,
                positions[i],
                difference(sorted)));
      }
    }
  }

  /** What tells slices at one place apart, from the attributes that usually do. */
  private static String difference(List<Frame> frames) {
    var candidates =
        List.of(
            new Candidate("EchoTime", Tag.EchoTime),
            new Candidate("TemporalPositionIdentifier", Tag.TemporalPositionIdentifier),
            new Candidate("DiffusionBValue", Tag.DiffusionBValue),
            new Candidate("InversionTime", Tag.InversionTime),
            new Candidate("TriggerTime", Tag.TriggerTime),
            new Candidate("ImageType", Tag.ImageType),
            new Candidate("AcquisitionNumber", Tag.AcquisitionNumber));
    for (var candidate : candidates) {
      var values = new TreeSet<String>();
      for (var frame : frames) {
        var value = frame.instance().dataset().getStrings(candidate.tag());
        values.add(value == null ? "none" : String.join("\\", value));
      }
      if (values.size() > 1) {
        return "the slices differ in %s (%s)"
            .formatted(
                candidate.name(), values.stream().limit(6).collect(Collectors.joining(", ")));
      }
    }
    return "no attribute that is known for it tells them apart";
  }

  private record Candidate(String name, int tag) {}
}
