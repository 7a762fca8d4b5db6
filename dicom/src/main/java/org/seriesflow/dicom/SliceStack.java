package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    SliceRules.requireOneGrid(frames);
    var normal = frames.getFirst().placement().normal();
    var sorted = new ArrayList<>(frames);
    sorted.sort(Comparator.comparingDouble(frame -> frame.placement().along(normal)));
    var positions = sorted.stream().mapToDouble(f -> f.placement().along(normal)).toArray();
    SliceRules.requireDistinct(sorted, positions);
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
