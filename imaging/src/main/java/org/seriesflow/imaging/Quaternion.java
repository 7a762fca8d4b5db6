package org.seriesflow.imaging;

/**
 * A rotation as NIfTI-1's qform writes it: the unit quaternion (a,b,c,d) without its a, which is
 * taken as not negative; {@code qfac} -1 says that the third axis is turned round (left-handed).
 */
record Quaternion(double b, double c, double d, float qfac) {

  /** The rotation nearest to the first three columns of a row-major 4×4 affine. */
  static Quaternion nearest(double[] affine) {
    double[][] r = Orthogonal3.nearest(column(affine, 0), column(affine, 1), column(affine, 2));
    float qfac = 1;
    double determinant =
        new Vector3(r[0][0], r[0][1], r[0][2])
            .cross(new Vector3(r[1][0], r[1][1], r[1][2]))
            .dot(new Vector3(r[2][0], r[2][1], r[2][2]));
    if (determinant < 0) {
      qfac = -1;
      for (int i = 0; i < 3; i++) {
        r[2][i] = -r[2][i];
      }
    }
    return largestFirst(r, qfac);
  }

  /** Divides by the largest of the four components, which is never below one half. */
  private static Quaternion largestFirst(double[][] r, float qfac) {
    double xx = r[0][0];
    double yy = r[1][1];
    double zz = r[2][2];
    double a2 = 1 + xx + yy + zz;
    double b2 = 1 + xx - yy - zz;
    double c2 = 1 - xx + yy - zz;
    double d2 = 1 - xx - yy + zz;
    double yzMinus = r[1][2] - r[2][1];
    double zxMinus = r[2][0] - r[0][2];
    double xyMinus = r[0][1] - r[1][0];
    double xy = r[1][0] + r[0][1];
    double xz = r[2][0] + r[0][2];
    double yz = r[2][1] + r[1][2];
    double a;
    double b;
    double c;
    double d;
    if (a2 >= b2 && a2 >= c2 && a2 >= d2) {
      double s = 2 * Math.sqrt(a2);
      a = s / 4;
      b = yzMinus / s;
      c = zxMinus / s;
      d = xyMinus / s;
    } else if (b2 >= c2 && b2 >= d2) {
      double s = 2 * Math.sqrt(b2);
      a = yzMinus / s;
      b = s / 4;
      c = xy / s;
      d = xz / s;
    } else if (c2 >= d2) {
      double s = 2 * Math.sqrt(c2);
      a = zxMinus / s;
      b = xy / s;
      c = s / 4;
      d = yz / s;
    } else {
      double s = 2 * Math.sqrt(d2);
      a = xyMinus / s;
      b = xz / s;
      c = yz / s;
      d = s / 4;
    }
    double sign = a < 0 ? -1 : 1;
    return new Quaternion(sign * b, sign * c, sign * d, qfac);
  }

  /** The row-major 3×3 matrix, its third column turned round when qfac is negative. */
  double[] matrix() {
    double a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
    double f = qfac < 0 ? -1 : 1;
    return new double[] {
      a * a + b * b - c * c - d * d,
      2 * (b * c - a * d),
      f * 2 * (b * d + a * c),
      2 * (b * c + a * d),
      a * a + c * c - b * b - d * d,
      f * 2 * (c * d - a * b),
      2 * (b * d - a * c),
      2 * (c * d + a * b),
      f * (a * a + d * d - b * b - c * c)
    };
  }

  private static Vector3 column(double[] affine, int column) {
    return new Vector3(affine[column], affine[4 + column], affine[8 + column]);
  }
}
