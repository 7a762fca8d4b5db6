package org.seriesflow.imaging;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Brings parallel slices that make no regular grid onto one: slices that are shifted within their
 * own plane from one to the next (a tilted gantry), slices that are unevenly spaced, or both.
 * Geometry and voxels come from the same numbers here, so that neither can be had without the
 * other.
 *
 * <p>Within a slice values are interpolated linearly along rows and columns, between slices
 * linearly along the normal. A value that is NaN is none (padding): where one takes part, the
 * nearest value stands, be it NaN or not, so that padding never mixes with the image. Outside the
 * slices, by more than half a pixel, there is NaN.
 */
public final class UprightStack {
  /** Shifts of less than this share of a pixel enlarge no field. */
  private static final double NO_SHIFT = 1e-3;

  private final Shape acquired;
  private final VolumeGeometry geometry;

  /** Ascending along the normal from the first slice, mm. */
  private final double[] alongMm;

  /** Of each slice: in rows and columns, from the first pixel of the grid to that of the slice. */
  private final double[] rowShift;

  private final double[] columnShift;

  /** Whether slices are interpolated between, rather than taken as they are. */
  private final boolean respaced;

  private UprightStack(
      Shape acquired,
      VolumeGeometry geometry,
      double[] alongMm,
      double[] rowShift,
      double[] columnShift,
      boolean respaced) {
    this.acquired = acquired;
    this.geometry = geometry;
    this.alongMm = alongMm;
    this.rowShift = rowShift;
    this.columnShift = columnShift;
    this.respaced = respaced;
  }

  /**
   * The grid for slices that are shifted within their planes: its z axis is the normal and its
   * field is enlarged, by whole pixels, until it takes every slice.
   *
   * @param acquired slices, rows and columns
   * @param stepX from one column to the next, LPS, mm
   * @param stepY from one row to the next, LPS, mm
   * @param positions centres of the slices' first pixels, LPS, mm, ascending along stepX × stepY
   * @param respaced number of slices of the grid, evenly spaced from the first position to the
   *     last; empty where those acquired are evenly spaced already
   */
  public static UprightStack sheared(
      Shape acquired, Vector3 stepX, Vector3 stepY, List<Vector3> positions, OptionalInt respaced) {
    var slices = respaced.orElse(acquired.z());
    var places = places(acquired, stepX, stepY, positions);
    var firstRow = Math.floor(least(places, 1) + NO_SHIFT);
    var firstColumn = Math.floor(least(places, 2) + NO_SHIFT);
    var rows = acquired.y() + (int) (Math.ceil(greatest(places, 1) - NO_SHIFT) - firstRow);
    var columns = acquired.x() + (int) (Math.ceil(greatest(places, 2) - NO_SHIFT) - firstColumn);
    var along = column(places, 0);
    var stepZ = normal(stepX, stepY).times(along[along.length - 1] / (slices - 1));
    var origin = positions.getFirst().plus(stepY.times(firstRow)).plus(stepX.times(firstColumn));
    return new UprightStack(
        acquired,
        new VolumeGeometry(new Shape(slices, rows, columns), origin, stepX, stepY, stepZ),
        along,
        Arrays.stream(column(places, 1)).map(row -> row - firstRow).toArray(),
        Arrays.stream(column(places, 2)).map(x -> x - firstColumn).toArray(),
        respaced.isPresent());
  }

  /**
   * The grid for slices that lie along one line and are unevenly spaced: its z axis is that line,
   * and nothing is shifted within a slice.
   *
   * @param acquired slices, rows and columns
   * @param stepX from one column to the next, LPS, mm
   * @param stepY from one row to the next, LPS, mm
   * @param positions centres of the slices' first pixels, LPS, mm, ascending along stepX × stepY
   * @param slices of the grid, evenly spaced from the first position to the last
   */
  public static UprightStack straight(
      Shape acquired, Vector3 stepX, Vector3 stepY, List<Vector3> positions, int slices) {
    var stepZ = positions.getLast().minus(positions.getFirst()).times(1.0 / (slices - 1));
    return new UprightStack(
        acquired,
        new VolumeGeometry(
            new Shape(slices, acquired.y(), acquired.x()),
            positions.getFirst(),
            stepX,
            stepY,
            stepZ),
        column(places(acquired, stepX, stepY, positions), 0),
        new double[positions.size()],
        new double[positions.size()],
        true);
  }

  /** Of each slice against the first: {mm along the normal, rows, columns}. */
  private static double[][] places(
      Shape acquired, Vector3 stepX, Vector3 stepY, List<Vector3> positions) {
    if (positions.size() != acquired.z() || positions.size() < 2) {
      throw new IllegalArgumentException(
          positions.size() + " positions for " + acquired.z() + " slices; two or more are needed");
    }
    var first =
        new VolumeGeometry(acquired, positions.getFirst(), stepX, stepY, normal(stepX, stepY));
    var places = positions.stream().map(first::toIndex).toArray(double[][]::new);
    for (var i = 1; i < places.length; i++) {
      if (!(places[i][0] > places[i - 1][0])) {
        throw new IllegalArgumentException(
            "slice " + i + " does not lie beyond the one before it along stepX × stepY");
      }
    }
    return places;
  }

  private static Vector3 normal(Vector3 stepX, Vector3 stepY) {
    return stepX.cross(stepY).normalised();
  }

  private static double[] column(double[][] places, int which) {
    return Arrays.stream(places).mapToDouble(place -> place[which]).toArray();
  }

  private static double least(double[][] places, int which) {
    return Arrays.stream(column(places, which)).min().orElseThrow();
  }

  private static double greatest(double[][] places, int which) {
    return Arrays.stream(column(places, which)).max().orElseThrow();
  }

  /** Where the voxels of the grid lie; x along rows, y down columns, z from slice to slice. */
  public VolumeGeometry geometry() {
    return geometry;
  }

  /**
   * What a slice of the grid is made of.
   *
   * @param below an acquired slice
   * @param above the next one, or the same where the grid's slice lies on an acquired one
   * @param weight of the one above, from 0 to 1
   */
  public record Sources(int below, int above, double weight) {}

  /** The acquired slices that slice z of the grid needs. */
  public Sources sources(int z) {
    var last = alongMm.length - 1;
    if (!respaced) {
      return new Sources(z, z, 0);
    }
    var at = alongMm[last] * z / (geometry.shape().z() - 1);
    var found = Arrays.binarySearch(alongMm, at);
    if (found >= 0) {
      return new Sources(found, found, 0);
    }
    var above = Math.clamp(-found - 1, 1, last);
    var below = above - 1;
    var weight = (at - alongMm[below]) / (alongMm[above] - alongMm[below]);
    return new Sources(below, above, Math.clamp(weight, 0, 1));
  }

  /**
   * Computes slice z of the grid.
   *
   * @param below values of {@link Sources#below}, rows × columns as acquired; NaN is no value
   * @param above values of {@link Sources#above}; may be the same array
   * @param target rows × columns of the grid; NaN where there is no value
   */
  public void sample(int z, double[] below, double[] above, double[] target) {
    var sources = sources(z);
    var shape = geometry.shape();
    for (var row = 0; row < shape.y(); row++) {
      for (var column = 0; column < shape.x(); column++) {
        var value = inSlice(sources.below(), below, row, column);
        if (sources.weight() > 0) {
          value = blend(value, inSlice(sources.above(), above, row, column), sources.weight());
        }
        target[row * shape.x() + column] = value;
      }
    }
  }

  private double inSlice(int slice, double[] values, int row, int column) {
    var y = row - rowShift[slice];
    var x = column - columnShift[slice];
    var rows = acquired.y();
    var columns = acquired.x();
    if (y < -.5 || x < -.5 || y > rows - .5 || x > columns - .5) {
      return Double.NaN;
    }
    y = Math.clamp(y, 0, rows - 1);
    x = Math.clamp(x, 0, columns - 1);
    var y0 = (int) y;
    var x0 = (int) x;
    var y1 = Math.min(y0 + 1, rows - 1);
    var x1 = Math.min(x0 + 1, columns - 1);
    var upper = blend(values[y0 * columns + x0], values[y0 * columns + x1], x - x0);
    var lower = blend(values[y1 * columns + x0], values[y1 * columns + x1], x - x0);
    return blend(upper, lower, y - y0);
  }

  /** Linear between two values; the nearer one where either is none. */
  private static double blend(double first, double second, double weight) {
    var between = first + (second - first) * weight;
    if (!Double.isNaN(between)) {
      return between;
    }
    return weight < .5 ? first : second;
  }
}
