package org.seriesflow.imaging;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The axis permutation and flips that bring an array as near to LPS as can be without
 * interpolation: x → Left, y → Posterior, z → Superior. Every voxel keeps its value and its place
 * in the patient; only its index changes.
 *
 * <p>Which array axis becomes which is chosen as nibabel's {@code io_orientation} does: the steps
 * are normalised and made orthogonal (the nearest orthogonal matrix, by polar decomposition); then
 * the axes choose the patient axis of their largest component that is still free, the one with the
 * largest component first. Equal components (to {@value #TIE}) are decided in the order x, y, z, of
 * the choosing array axis and of the chosen patient axis.
 */
public final class Reorientation {
  private static final double TIE = 1e-9;
  private static final int TILE = 64;

  /** By target array axis (0 z, 1 y, 2 x): the array axis that it comes from. */
  private final int[] sourceAxis;

  private final boolean[] flipped;

  private Reorientation(int[] sourceAxis, boolean[] flipped) {
    this.sourceAxis = sourceAxis;
    this.flipped = flipped;
  }

  /** A new volume in LPS order, in memory of its own; the given one stays as it is. */
  public static Volume toLps(Volume volume) {
    return of(volume.geometry()).apply(volume);
  }

  /** The reorientation to LPS of volumes with that geometry. */
  public static Reorientation of(VolumeGeometry geometry) {
    return toLps(geometry);
  }

  /**
   * A reorientation whose axes are known, in array order [z,y,x].
   *
   * @param sourceAxis by target axis the axis that it comes from, as in numpy's transpose
   * @param flipped by target axis whether it is turned round afterwards
   */
  public static Reorientation signed(int[] sourceAxis, boolean[] flipped) {
    int[] sorted = sourceAxis.clone();
    Arrays.sort(sorted);
    if (!Arrays.equals(sorted, new int[] {0, 1, 2}) || flipped.length != 3) {
      throw new IllegalArgumentException(
          Arrays.toString(sourceAxis) + " does not name each of the axes 0, 1, 2 once");
    }
    return new Reorientation(sourceAxis.clone(), flipped.clone());
  }

  /** The reorientation of volumes with that geometry to that array order. */
  public static Reorientation of(VolumeGeometry geometry, AxisCodes codes) {
    return toLps(geometry).then(between(AxisCodes.LPS, codes));
  }

  /** The reorientation of arrays of one order to another. */
  public static Reorientation between(AxisCodes from, AxisCodes to) {
    int[] sourceAxis = new int[3];
    boolean[] flipped = new boolean[3];
    for (int target = 0; target < 3; target++) {
      for (int source = 0; source < 3; source++) {
        if (from.patientAxis(source) == to.patientAxis(target)) {
          sourceAxis[target] = source;
          flipped[target] = from.isAgainstLps(source) != to.isAgainstLps(target);
        }
      }
    }
    return new Reorientation(sourceAxis, flipped);
  }

  /** First this one, then the next. */
  private Reorientation then(Reorientation next) {
    int[] axes = new int[3];
    boolean[] flips = new boolean[3];
    for (int target = 0; target < 3; target++) {
      int between = next.sourceAxis[target];
      axes[target] = sourceAxis[between];
      flips[target] = next.flipped[target] != flipped[between];
    }
    return new Reorientation(axes, flips);
  }

  private static Reorientation toLps(VolumeGeometry geometry) {
    double[][] r = Orthogonal3.nearest(geometry.stepX(), geometry.stepY(), geometry.stepZ());
    int[] sourceAxis = new int[3];
    boolean[] flipped = new boolean[3];
    boolean[] taken = new boolean[3];
    for (int column : strongestFirst(r)) {
      int patientAxis = -1;
      for (int p = 0; p < 3; p++) {
        if (!taken[p]
            && (patientAxis < 0
                || Math.abs(r[column][p]) > Math.abs(r[column][patientAxis]) + TIE)) {
          patientAxis = p;
        }
      }
      taken[patientAxis] = true;
      sourceAxis[2 - patientAxis] = 2 - column;
      flipped[2 - patientAxis] = r[column][patientAxis] < 0;
    }
    return new Reorientation(sourceAxis, flipped);
  }

  /** Whether nothing moves: the array is in LPS order already. */
  public boolean isIdentity() {
    for (int axis = 0; axis < 3; axis++) {
      if (sourceAxis[axis] != axis || flipped[axis]) {
        return false;
      }
    }
    return true;
  }

  /** The array axis (0 z, 1 y, 2 x) of the source that becomes that axis of the target. */
  public int sourceAxis(int targetAxis) {
    return sourceAxis[targetAxis];
  }

  /** Whether the target axis runs against the source axis that it comes from. */
  public boolean isFlipped(int targetAxis) {
    return flipped[targetAxis];
  }

  /** The geometry after the reorientation. */
  public VolumeGeometry apply(VolumeGeometry geometry) {
    Vector3 origin = geometry.origin();
    Vector3[] step = new Vector3[3];
    int[] length = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      Vector3 source = geometry.step(sourceAxis[axis]);
      length[axis] = geometry.shape().length(sourceAxis[axis]);
      step[axis] = flipped[axis] ? source.times(-1) : source;
      if (flipped[axis]) {
        origin = origin.plus(source.times(length[axis] - 1.0));
      }
    }
    return new VolumeGeometry(
        new Shape(length[0], length[1], length[2]), origin, step[2], step[1], step[0]);
  }

  /** The volume after the reorientation, in memory of its own. */
  public Volume apply(Volume volume) {
    Volume target =
        Volume.allocate(
            apply(volume.geometry()), volume.type(), volume.slope(), volume.intercept());
    try {
      if (isIdentity()) {
        target.voxels().copyFrom(volume.voxels());
      } else {
        move(volume, target);
      }
      return target;
    } catch (RuntimeException | Error e) {
      target.close();
      throw e;
    }
  }

  private void move(Volume source, Volume target) {
    Shape from = source.shape();
    long[] sourceStride = {(long) from.y() * from.x(), from.x(), 1};
    long start = 0;
    long[] stride = new long[3];
    for (int axis = 0; axis < 3; axis++) {
      long s = sourceStride[sourceAxis[axis]];
      stride[axis] = flipped[axis] ? -s : s;
      start += flipped[axis] ? s * (from.length(sourceAxis[axis]) - 1) : 0;
    }
    Shape to = target.shape();
    // Tiles keep both sides in the cache when the target's x runs across the source's rows.
    for (int z = 0; z < to.z(); z++) {
      for (int y0 = 0; y0 < to.y(); y0 += TILE) {
        for (int x0 = 0; x0 < to.x(); x0 += TILE) {
          int y1 = Math.min(to.y(), y0 + TILE);
          int width = Math.min(to.x(), x0 + TILE) - x0;
          for (int y = y0; y < y1; y++) {
            long at = start + z * stride[0] + y * stride[1] + x0 * stride[2];
            moveRow(source, at, stride[2], target.voxels(), to.offset(z, y, x0), width);
          }
        }
      }
    }
  }

  /** Moves bit patterns, so that neither sign nor byte order matters. */
  private static void moveRow(
      Volume volume, long from, long stride, MemorySegment target, long to, int n) {
    MemorySegment source = volume.voxels();
    int bytes = volume.type().bytes();
    if (stride == 1) {
      MemorySegment.copy(source, from * bytes, target, to * bytes, (long) n * bytes);
      return;
    }
    switch (bytes) {
      case 1 -> {
        var bits = ValueLayout.JAVA_BYTE;
        for (int i = 0; i < n; i++) {
          target.set(bits, to + i, source.get(bits, from + i * stride));
        }
      }
      case 2 -> {
        var bits = ValueLayout.JAVA_SHORT_UNALIGNED;
        for (int i = 0; i < n; i++) {
          target.set(bits, 2 * (to + i), source.get(bits, 2 * (from + i * stride)));
        }
      }
      case 4 -> {
        var bits = ValueLayout.JAVA_INT_UNALIGNED;
        for (int i = 0; i < n; i++) {
          target.set(bits, 4 * (to + i), source.get(bits, 4 * (from + i * stride)));
        }
      }
      default -> {
        var bits = ValueLayout.JAVA_LONG_UNALIGNED;
        for (int i = 0; i < n; i++) {
          target.set(bits, 8 * (to + i), source.get(bits, 8 * (from + i * stride)));
        }
      }
    }
  }

  /** Columns (array axes x, y, z) by falling largest component; equal ones stay in order. */
  private static int[] strongestFirst(double[][] r) {
    int[] order = {0, 1, 2};
    for (int i = 1; i < 3; i++) {
      for (int k = i; k > 0 && strength(r[order[k]]) > strength(r[order[k - 1]]) + TIE; k--) {
        int swapped = order[k];
        order[k] = order[k - 1];
        order[k - 1] = swapped;
      }
    }
    return order;
  }

  private static double strength(double[] column) {
    return Math.max(Math.abs(column[0]), Math.max(Math.abs(column[1]), Math.abs(column[2])));
  }
}
