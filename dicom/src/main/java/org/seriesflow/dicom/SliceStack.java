package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aoju.bus.image.Tag;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.VolumeGeometry;

/**
 * Slices that make one regular grid, sorted by position along their common normal.
 *
 * <p>Only Image Position, Image Orientation and Pixel Spacing decide (PS3.3 C.7.6.2); Slice
 * Thickness, Spacing Between Slices, Patient Position and the gantry tilt attribute do not.
 *
 * @param frames ascending along the normal
 * @param geometry array axis z = slices ascending, y = rows, x = columns
 */
record SliceStack(List<Frame> frames, VolumeGeometry geometry, List<Repair> repairs) {

  static final int LEAST_SLICES = 3;

  private static final double DIRECTION_TOLERANCE = 1e-3;
  private static final double SPACING_TOLERANCE = 1e-3;
  private static final double SAME_PLACE_MM = 0.01;
  private static final double STEP_TOLERANCE_MM = 0.1;
  private static final double STEP_TOLERANCE_SHARE = 0.02;
  private static final double TILT_TOLERANCE_DEGREES = 0.2;

  /** Steps that agree to this need no word of having been averaged. */
  private static final double EXACT_MM = 1e-3;

  /** Stacks the frames, or says why they are no stack. */
  static SliceStack of(List<Frame> frames) throws RefusedSeriesException {
    if (frames.size() < LEAST_SLICES) {
      throw tooFew(frames.size());
    }
    requireOneGrid(frames);
    var normal = frames.getFirst().placement().normal();
    var sorted = new ArrayList<>(frames);
    sorted.sort(Comparator.comparingDouble(frame -> frame.placement().along(normal)));
    var positions = sorted.stream().mapToDouble(f -> f.placement().along(normal)).toArray();
    requireDistinct(sorted, positions);
    requireUpright(sorted, positions);
    var repairs = new ArrayList<Repair>();
    requireEvenSteps(positions, repairs);
    requireStraight(sorted, medianStep(positions));
    return new SliceStack(List.copyOf(sorted), geometry(sorted), repairs);
  }

  /** Where each slice came from, in order. */
  List<SourceSlice> sources() {
    var normal = frames.getFirst().placement().normal();
    return frames.stream().map(frame -> frame.source(frame.placement().along(normal))).toList();
  }

  static RefusedSeriesException tooFew(int slices) {
    return new RefusedSeriesException(
        RefusalCode.TOO_FEW_SLICES,
        String.format(
            Locale.ROOT,
            "The series has %d slice(s); a volume takes at least %d.",
            slices,
            LEAST_SLICES));
  }

  private static void requireOneGrid(List<Frame> frames) throws RefusedSeriesException {
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

  private static void requireDistinct(List<Frame> sorted, double[] positions)
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

  private static void requireUpright(List<Frame> sorted, double[] positions)
      throws RefusedSeriesException {
    var first = sorted.getFirst().placement();
    var whole = sorted.getLast().placement().position().minus(first.position());
    var along = positions[positions.length - 1] - positions[0];
    var across = whole.minus(first.normal().times(along)).norm();
    var degrees = Math.toDegrees(Math.atan2(across, along));
    if (degrees > TILT_TOLERANCE_DEGREES) {
      throw new RefusedSeriesException(
          RefusalCode.GANTRY_TILT,
          String.format(
              Locale.ROOT,
              "The stack is sheared: over %.1f mm along the slice normal the slices move %.1f mm across"
                  + " it, an angle of %.1f°, as with a tilted gantry.",
              along,
              across,
              degrees));
    }
  }

  private static double medianStep(double[] positions) {
    var steps = new double[positions.length - 1];
    for (var i = 0; i < steps.length; i++) {
      steps[i] = positions[i + 1] - positions[i];
    }
    Arrays.sort(steps);
    var middle = steps.length / 2;
    return steps.length % 2 == 1 ? steps[middle] : (steps[middle - 1] + steps[middle]) / 2;
  }

  private static double stepToleranceMm(double medianMm) {
    return Math.max(STEP_TOLERANCE_MM, STEP_TOLERANCE_SHARE * medianMm);
  }

  private static void requireEvenSteps(double[] positions, List<Repair> repairs)
      throws RefusedSeriesException {
    var median = medianStep(positions);
    var tolerance = stepToleranceMm(median);
    var least = Double.POSITIVE_INFINITY;
    var greatest = Double.NEGATIVE_INFINITY;
    var uneven = 0;
    var firstUneven = -1;
    for (var i = 0; i + 1 < positions.length; i++) {
      var step = positions[i + 1] - positions[i];
      least = Math.min(least, step);
      greatest = Math.max(greatest, step);
      if (Math.abs(step - median) > tolerance) {
        uneven++;
        firstUneven = firstUneven < 0 ? i : firstUneven;
      }
    }
    if (uneven > 0) {
      var step = positions[firstUneven + 1] - positions[firstUneven];
      throw new RefusedSeriesException(
          RefusalCode.UNEVEN_SPACING,
          String.format(
              Locale.ROOT,
              "%d of %d steps differ from the median of %.3f mm by more than %.2f mm, first between"
                  + " slices %d and %d: %.3f mm (range %.3f to %.3f mm).",
              uneven,
              positions.length - 1,
              median,
              tolerance,
              firstUneven + 1,
              firstUneven + 2,
              step,
              least,
              greatest));
    }
    if (greatest - least > EXACT_MM) {
      repairs.add(
          new Repair(
              "STEPS_AVERAGED",
              String.format(
                  Locale.ROOT,
                  "Slice steps range from %.4f to %.4f mm; the volume has one step, their mean.",
                  least,
                  greatest)));
    }
  }

  private static void requireStraight(List<Frame> sorted, double medianMm)
      throws RefusedSeriesException {
    var first = sorted.getFirst().placement().position();
    var step = meanStep(sorted);
    for (var i = 0; i < sorted.size(); i++) {
      var off = sorted.get(i).placement().position().minus(first.plus(step.times(i))).norm();
      if (off > stepToleranceMm(medianMm) * LEAST_SLICES) {
        throw new RefusedSeriesException(
            RefusalCode.UNEVEN_SPACING,
            String.format(
                Locale.ROOT, "Slice %d lies %.2f mm off its place in an even stack.", i + 1, off));
      }
    }
  }

  private static Vector3 meanStep(List<Frame> sorted) {
    return sorted
        .getLast()
        .placement()
        .position()
        .minus(sorted.getFirst().placement().position())
        .times(1.0 / (sorted.size() - 1));
  }

  private static VolumeGeometry geometry(List<Frame> sorted) {
    var first = sorted.getFirst();
    var place = first.placement();
    var format = first.instance().format();
    return new VolumeGeometry(
        new Shape(sorted.size(), format.rows(), format.columns()),
        place.position(),
        place.rowDirection().times(place.columnStepMm()),
        place.columnDirection().times(place.rowStepMm()),
        meanStep(sorted));
  }
}
