package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** How slices follow one another along their normal, and whether that is one step. */
final class SliceSpacing {
  private static final double TOLERANCE_MM = 0.1;
  private static final double TOLERANCE_SHARE = 0.02;

  /** No slice of an even stack lies further from its place than this many tolerances. */
  private static final int DRIFT_TOLERANCES = 3;

  /** Steps that agree to this need no word of having been averaged. */
  private static final double EXACT_MM = 1e-3;

  private final double[] positions;

  /**
   * @param positions along the normal, mm, ascending; three or more
   */
  SliceSpacing(double[] positions) {
    this.positions = positions.clone();
  }

  private double step(int index) {
    return positions[index + 1] - positions[index];
  }

  private int steps() {
    return positions.length - 1;
  }

  private double lengthMm() {
    return positions[steps()] - positions[0];
  }

  double medianMm() {
    var sorted = new double[steps()];
    Arrays.setAll(sorted, this::step);
    Arrays.sort(sorted);
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** What steps may differ by: max(0.1 mm, 2 % of the median). */
  double toleranceMm() {
    return Math.max(TOLERANCE_MM, TOLERANCE_SHARE * medianMm());
  }

  private double leastMm() {
    var least = Double.POSITIVE_INFINITY;
    for (var i = 0; i < steps(); i++) {
      least = Math.min(least, step(i));
    }
    return least;
  }

  private double greatestMm() {
    return step(widest());
  }

  private int widest() {
    var widest = 0;
    for (var i = 1; i < steps(); i++) {
      widest = step(i) > step(widest) ? i : widest;
    }
    return widest;
  }

  /** Every step agrees with the median, and small differences do not add up along the stack. */
  boolean isEven() {
    var median = medianMm();
    var tolerance = toleranceMm();
    var mean = lengthMm() / steps();
    for (var i = 0; i < steps(); i++) {
      var drift = positions[i + 1] - positions[0] - mean * (i + 1);
      if (Math.abs(step(i) - median) > tolerance
          || Math.abs(drift) > DRIFT_TOLERANCES * tolerance) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of slices, a median step apart, that take the place of uneven ones; empty where the
   * steps are even.
   *
   * @throws RefusedSeriesException where a gap is so wide that nothing can be said of its inside
   */
  OptionalInt respaced(double greatestGapMm) throws RefusedSeriesException {
    if (isEven()) {
      return OptionalInt.empty();
    }
    if (greatestMm() > greatestGapMm) {
      throw new RefusedSeriesException(
          RefusalCode.UNEVEN_SPACING,
          String.format(
              Locale.ROOT,
              "The steps range from %.3f to %.3f mm, the median is %.3f mm, and they may differ by"
                  + " %.2f mm; the gap between slices %d and %d, %.3f mm, is wider than the %.3f mm"
                  + " that are interpolated across.",
              leastMm(),
              greatestMm(),
              medianMm(),
              toleranceMm(),
              widest() + 1,
              widest() + 2,
              greatestMm(),
              greatestGapMm));
    }
    return OptionalInt.of((int) Math.round(lengthMm() / medianMm()) + 1);
  }

  /** What is done to steps that are not all the same, in words. */
  Optional<Repair> repair() {
    if (isEven()) {
      return greatestMm() - leastMm() <= EXACT_MM
          ? Optional.empty()
          : Optional.of(
              new Repair(
                  "STEPS_AVERAGED",
                  String.format(
                      Locale.ROOT,
                      "Slice steps range from %.4f to %.4f mm; the volume has one step, their mean.",
                      leastMm(),
                      greatestMm())));
    }
    return Optional.of(
        new Repair(
            "UNEVEN_SPACING_RESAMPLED",
            String.format(
                Locale.ROOT,
                "Slice steps range from %.3f to %.3f mm, the widest between slices %d and %d; slices"
                    + " of the volume are interpolated along the normal, a median step apart.",
                leastMm(),
                greatestMm(),
                widest() + 1,
                widest() + 2)));
  }
}
