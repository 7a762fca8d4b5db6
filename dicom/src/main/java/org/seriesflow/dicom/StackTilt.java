package org.seriesflow.dicom;

import java.util.Locale;
import org.seriesflow.imaging.Vector3;

/**
 * How far a stack leans: the angle between the normal of its slices and the line from its first to
 * its last slice, as with a tilted gantry. Positions and orientation alone say so, whatever
 * Gantry/Detector Tilt (0018,1120) says.
 *
 * @param alongMm from the first to the last slice, along the normal
 * @param acrossMm from the first to the last slice, across the normal
 */
record StackTilt(double alongMm, double acrossMm) {
  private static final double TOLERANCE_DEGREES = 0.2;

  /** A gantry tilts by 30° at most; beyond this the enlarged field would be mostly empty. */
  private static final double GREATEST_DEGREES = 45;

  static StackTilt of(Placement first, Placement last) {
    Vector3 whole = last.position().minus(first.position());
    var along = whole.dot(first.normal());
    return new StackTilt(along, whole.minus(first.normal().times(along)).norm());
  }

  double degrees() {
    return Math.toDegrees(Math.atan2(acrossMm, alongMm));
  }

  /**
   * Whether the slices must be shifted to stand upright.
   *
   * @throws RefusedSeriesException where they lean too far
   */
  boolean isTilted() throws RefusedSeriesException {
    if (degrees() > GREATEST_DEGREES) {
      throw new RefusedSeriesException(
          RefusalCode.GANTRY_TILT,
          String.format(
              Locale.ROOT,
              "The stack is sheared: over %.1f mm along the slice normal the slices move %.1f mm"
                  + " across it, an angle of %.1f°; up to %.0f° are set upright.",
              alongMm,
              acrossMm,
              degrees(),
              GREATEST_DEGREES));
    }
    return degrees() > TOLERANCE_DEGREES;
  }

  Repair repair() {
    return new Repair(
        "TILT_RESAMPLED",
        String.format(
            Locale.ROOT,
            "Over %.1f mm along the slice normal the slices move %.1f mm across it, an angle of"
                + " %.1f°; they were shifted within their planes until the stack stands upright.",
            alongMm,
            acrossMm,
            degrees()));
  }
}
