package org.seriesflow.imaging;

/** The orthogonal matrix nearest to three directions: their rotation without shear or length. */
final class Orthogonal3 {
  private static final int MAX_ROUNDS = 100;
  private static final double CONVERGED = 1e-14;

  private Orthogonal3() {}

  /**
   * The orthogonal polar factor of the matrix with these columns, each brought to length 1 first,
   * by Newton's iteration R ← (R + R⁻ᵀ) / 2. A left-handed set stays left-handed.
   *
   * @return the columns: {@code [column][component]}
   */
  static double[][] nearest(Vector3 first, Vector3 second, Vector3 third) {
    double[][] r = {components(first), components(second), components(third)};
    for (int i = 0; i < MAX_ROUNDS; i++) {
      double[][] next = new double[3][3];
      double[] cross = cross(r[1], r[2]);
      double determinant = r[0][0] * cross[0] + r[0][1] * cross[1] + r[0][2] * cross[2];
      double change = 0;
      for (int c = 0; c < 3; c++) {
        // The columns of the inverse transposed are the cross products over the determinant.
        double[] cofactor = cross(r[(c + 1) % 3], r[(c + 2) % 3]);
        for (int p = 0; p < 3; p++) {
          next[c][p] = (r[c][p] + cofactor[p] / determinant) / 2;
          change = Math.max(change, Math.abs(next[c][p] - r[c][p]));
        }
      }
      r = next;
      if (change < CONVERGED) {
        break;
      }
    }
    return r;
  }

  private static double[] components(Vector3 step) {
    Vector3 unit = step.normalised();
    return new double[] {unit.x(), unit.y(), unit.z()};
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }
}
