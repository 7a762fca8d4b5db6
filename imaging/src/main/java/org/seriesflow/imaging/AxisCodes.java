package org.seriesflow.imaging;

/**
 * The patient directions in which the array axes x, y and z grow, one letter each in that order: L
 * or R, P or A, S or I. {@code LPS} is the order of normalised volumes, {@code RAS} NIfTI's; {@code
 * PSL} is an array whose x runs to Posterior, y to Superior and z to Left.
 *
 * @param letters x first, z last
 */
public record AxisCodes(String letters) {
  /** x to Left, y to Posterior, z to Superior. */
  public static final AxisCodes LPS = new AxisCodes("LPS");

  /** x to Right, y to Anterior, z to Superior. */
  public static final AxisCodes RAS = new AxisCodes("RAS");

  private static final String TOWARDS_LPS = "LPS";
  private static final String AGAINST_LPS = "RAI";

  public AxisCodes {
    int seen = 0;
    for (int i = 0; i < letters.length(); i++) {
      int axis = patientAxis(letters.charAt(i));
      seen |= axis < 0 ? 0 : 1 << axis;
    }
    if (letters.length() != 3 || seen != 7) {
      throw new IllegalArgumentException(
          "'" + letters + "' does not name one of L and R, one of P and A, and one of S and I");
    }
  }

  /** The patient axis (0 left–right, 1 front–back, 2 up–down) of an array axis (0 z, 1 y, 2 x). */
  int patientAxis(int arrayAxis) {
    return patientAxis(letters.charAt(2 - arrayAxis));
  }

  /** Whether an array axis (0 z, 1 y, 2 x) grows towards Right, Anterior or Inferior. */
  boolean isAgainstLps(int arrayAxis) {
    return AGAINST_LPS.indexOf(letters.charAt(2 - arrayAxis)) >= 0;
  }

  private static int patientAxis(char letter) {
    return Math.max(TOWARDS_LPS.indexOf(letter), AGAINST_LPS.indexOf(letter));
  }

  @Override
  public String toString() {
    return letters;
  }
}
