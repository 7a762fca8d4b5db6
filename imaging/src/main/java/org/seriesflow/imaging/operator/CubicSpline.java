package org.seriesflow.imaging.operator;

/**
 * Interpolating cubic B-spline along one axis, many lines at once; outside the samples the end ones
 * repeat, and outer edges stay where they are (sample i of m lies at (i + ½) · n/m − ½).
 *
 * <p>Agrees with scipy.ndimage's {@code zoom} of order 3, mode nearest, grid mode. A line is
 * extended by twelve samples first, after which the recursion's start no longer shows. Not for
 * several threads: it keeps the lines' coefficients.
 */
final class CubicSpline {
  private static final double POLE = Math.sqrt(3) - 2;
  private static final int PAD = 12;

  private final int in;
  private final int out;
  private final int width;
  private final double[] coefficients;

  /**
   * A resize of lines.
   *
   * @param width how many lines lie side by side
   */
  CubicSpline(int in, int out, int width) {
    this.in = in;
    this.out = out;
    this.width = width;
    this.coefficients = new double[Math.multiplyExact(in + 2 * PAD, width)];
  }

  /** Sets the samples of all lines at one place along the axis. */
  void set(int at, float[] samples, int from) {
    int row = (PAD + at) * width;
    for (int i = 0; i < width; i++) {
      coefficients[row + i] = samples[from + i];
    }
  }

  /** Turns samples into coefficients; to be called once all are set. */
  void filter() {
    int rows = in + 2 * PAD;
    for (int pad = 0; pad < PAD; pad++) {
      System.arraycopy(coefficients, PAD * width, coefficients, pad * width, width);
      System.arraycopy(
          coefficients, (PAD + in - 1) * width, coefficients, (PAD + in + pad) * width, width);
    }
    double gain = (1 - POLE) * (1 - 1 / POLE);
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] *= gain;
    }
    // The extended ends are constant, so a geometric sum of the first value starts the recursion.
    for (int i = 0; i < width; i++) {
      coefficients[i] /= 1 - POLE;
    }
    for (int row = 1; row < rows; row++) {
      int at = row * width;
      for (int i = at; i < at + width; i++) {
        coefficients[i] += POLE * coefficients[i - width];
      }
    }
    int last = (rows - 1) * width;
    for (int i = last; i < last + width; i++) {
      coefficients[i] *= -POLE / (1 - POLE);
    }
    for (int row = rows - 2; row >= 0; row--) {
      int at = row * width;
      for (int i = at; i < at + width; i++) {
        coefficients[i] = POLE * (coefficients[i + width] - coefficients[i]);
      }
    }
  }

  /** Output sample {@code index} of all lines. */
  void sample(int index, float[] target, int to) {
    double at = (index + .5) * in / out - .5;
    int floor = (int) Math.floor(at);
    double t = at - floor;
    double u = 1 - t;
    double w0 = u * u * u / 6;
    double w1 = 2 / 3.0 - t * t * (2 - t) / 2;
    double w2 = 2 / 3.0 - u * u * (2 - u) / 2;
    double w3 = t * t * t / 6;
    int row = (PAD + floor - 1) * width;
    for (int i = 0; i < width; i++) {
      int k = row + i;
      target[to + i] =
          (float)
              (w0 * coefficients[k]
                  + w1 * coefficients[k + width]
                  + w2 * coefficients[k + 2 * width]
                  + w3 * coefficients[k + 3 * width]);
    }
  }
}
