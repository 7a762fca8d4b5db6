package org.seriesflow.dicom;

/**
 * What synthetic series to make.
 *
 * @param seed decides noise, vessel course and UIDs; the same specification gives the same bytes
 * @param modality CTA or TOF MRA
 * @param plane how the slices lie
 * @param aneurysm whether a saccular aneurysm sits on the circle of vessels
 * @param rows rows and columns of a slice
 * @param slices number of slices
 * @param pixelSpacingMm distance of pixels, both ways
 * @param sliceStepMm distance of slices
 */
public record SyntheticSpec(
    long seed,
    Modality modality,
    Plane plane,
    boolean aneurysm,
    int rows,
    int slices,
    double pixelSpacingMm,
    double sliceStepMm) {

  /** What is imitated. */
  public enum Modality {
    /** Contrast-enhanced CT angiography. */
    CTA,
    /** Time-of-flight MR angiography. */
    MRA
  }

  /** How the slices lie in the patient. */
  public enum Plane {
    AXIAL,
    /** Axial, tipped about the left–right and the front–back axis by some degrees. */
    OBLIQUE_AXIAL,
    SAGITTAL,
    CORONAL
  }

  private static final int LEAST_ROWS = 16;

  public SyntheticSpec {
    if (rows < LEAST_ROWS || slices < LEAST_ROWS) {
      throw new IllegalArgumentException(
          "rows and slices must be %d or more: %d, %d".formatted(LEAST_ROWS, rows, slices));
    }
    if (!(pixelSpacingMm > 0) || !(sliceStepMm > 0)) {
      throw new IllegalArgumentException(
          "spacings must be above 0 mm: " + pixelSpacingMm + ", " + sliceStepMm);
    }
  }

  /** An oblique TOF MRA, 96 slices of 224 × 224, 0.9 mm by 1.2 mm. */
  public static SyntheticSpec mra(long seed, boolean aneurysm) {
    return new SyntheticSpec(seed, Modality.MRA, Plane.OBLIQUE_AXIAL, aneurysm, 224, 96, .9, 1.2);
  }

  /** An axial CTA, 112 slices of 256 × 256, 0.8 mm by 1.0 mm. */
  public static SyntheticSpec cta(long seed, boolean aneurysm) {
    return new SyntheticSpec(seed, Modality.CTA, Plane.AXIAL, aneurysm, 256, 112, .8, 1.0);
  }
}
