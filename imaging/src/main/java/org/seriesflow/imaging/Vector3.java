package org.seriesflow.imaging;

/**
 * A point or a direction in the patient frame: LPS, mm (x towards Left, y towards Posterior, z
 * towards Superior).
 */
public record Vector3(double x, double y, double z) {
  public static final Vector3 ZERO = new Vector3(0, 0, 0);

  public Vector3 {
    if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(z)) {
      throw new IllegalArgumentException(
          "a vector needs finite components, got (" + x + ", " + y + ", " + z + ")");
    }
    // Turns -0.0 into 0.0, so that a mirrored axis compares equal to one that was never mirrored.
    x += 0.0;
    y += 0.0;
    z += 0.0;
  }

  public Vector3 plus(Vector3 other) {
    return new Vector3(x + other.x, y + other.y, z + other.z);
  }

  public Vector3 minus(Vector3 other) {
    return new Vector3(x - other.x, y - other.y, z - other.z);
  }

  public Vector3 times(double factor) {
    return new Vector3(x * factor, y * factor, z * factor);
  }

  public double dot(Vector3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  /** The right-handed cross product, {@code this × other}. */
  public Vector3 cross(Vector3 other) {
    return new Vector3(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  public double norm() {
    return Math.sqrt(dot(this));
  }

  /** The same direction with length 1; a zero vector has none and is refused. */
  public Vector3 normalised() {
    double length = norm();
    if (length == 0) {
      throw new ArithmeticException("a zero vector has no direction");
    }
    return times(1 / length);
  }
}
