package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/**
 * Volumes on another grid by cubic splines, the way nnU-Net prepares images: order 3 on all axes,
 * or, for thick slices, order 3 within slices and the nearest slice across them. Outer edges stay;
 * results are clipped to the range of the input (of each slice, in the second case), since splines
 * overshoot. The result holds real values as FLOAT32.
 */
public final class SplineResample {
  /** Spacings of an oblique volume come from its steps and differ in their last bits. */
  private static final double EQUAL = 1e-6;

  private SplineResample() {}

  /** Order 3 on all axes. */
  public static Volume cubic(Volume volume, Shape shape) {
    Volume result = passes(volume, shape);
    clip(result, VoxelBox.full(shape), Moments.of(volume));
    return result;
  }

  /** Order 3 within the slices along an axis, the nearest slice along it. */
  public static Volume cubicInSlices(Volume volume, Shape shape, SliceAxis separate) {
    Shape in = volume.shape();
    Shape within = with(shape, separate.axis(), in.length(separate.axis()));
    Volume slices = passes(volume, within);
    for (int i = 0; i < in.length(separate.axis()); i++) {
      clip(
          slices,
          slab(within, separate.axis(), i),
          Moments.of(volume, slab(in, separate.axis(), i)));
    }
    if (within.equals(shape)) {
      return slices;
    }
    try (slices) {
      return Resample.nearest(slices, shape, false);
    }
  }

  /**
   * The axis along which slices are to be kept apart: the one of the largest spacing, where that is
   * more than {@code threshold} times the smallest; none where two axes share it. The present
   * spacing decides, or else the target.
   */
  public static Optional<SliceAxis> separateAxis(
      Spacing present, Spacing target, double threshold) {
    for (Spacing spacing : new Spacing[] {present, target}) {
      double max = Math.max(spacing.zMm(), Math.max(spacing.yMm(), spacing.xMm()));
      double min = Math.min(spacing.zMm(), Math.min(spacing.yMm(), spacing.xMm()));
      if (max / min > threshold) {
        SliceAxis found = null;
        for (SliceAxis axis : SliceAxis.values()) {
          if (spacing.mm(axis.axis()) > max * (1 - EQUAL)) {
            if (found != null) {
              return Optional.empty();
            }
            found = axis;
          }
        }
        return Optional.ofNullable(found);
      }
    }
    return Optional.empty();
  }

  private static Volume passes(Volume volume, Shape shape) {
    VolumeGeometry from = volume.geometry();
    Shape in = volume.shape();
    Shape afterX = new Shape(in.z(), in.y(), shape.x());
    Volume x = Volume.allocate(Resample.geometry(from, afterX, false), VoxelType.FLOAT32);
    alongX(volume, x);
    Volume y = x;
    if (shape.y() != in.y()) {
      Shape afterY = new Shape(in.z(), shape.y(), shape.x());
      y = Volume.allocate(Resample.geometry(from, afterY, false), VoxelType.FLOAT32);
      try (x) {
        for (int z = 0; z < in.z(); z++) {
          alongRows(x, y, z, 0, 1);
        }
      }
    }
    if (shape.z() == in.z()) {
      return y;
    }
    Volume z = Volume.allocate(Resample.geometry(from, shape, false), VoxelType.FLOAT32);
    try (Volume source = y) {
      for (int row = 0; row < shape.y(); row++) {
        alongRows(source, z, 0, row, 0);
      }
    }
    return z;
  }

  private static void alongX(Volume source, Volume target) {
    Shape in = source.shape();
    int out = target.shape().x();
    RowReader reader = new RowReader(source);
    float[] row = new float[in.x()];
    float[] resized = new float[out];
    CubicSpline spline = new CubicSpline(in.x(), out, 1);
    for (int z = 0; z < in.z(); z++) {
      for (int y = 0; y < in.y(); y++) {
        reader.read(z, y, 0, row.length, row);
        if (in.x() == out) {
          write(target, z, y, row);
          continue;
        }
        for (int i = 0; i < row.length; i++) {
          spline.set(i, row, i);
        }
        spline.filter();
        for (int i = 0; i < out; i++) {
          spline.sample(i, resized, i);
        }
        write(target, z, y, resized);
      }
    }
  }

  /** Resizes the sheet of rows through [z,y] along axis 0 (z) or 1 (y), all of x at once. */
  private static void alongRows(Volume source, Volume target, int z, int y, int axis) {
    int in = source.shape().length(axis);
    int out = target.shape().length(axis);
    int width = source.shape().x();
    RowReader reader = new RowReader(source);
    float[] row = new float[width];
    CubicSpline spline = new CubicSpline(in, out, width);
    for (int i = 0; i < in; i++) {
      reader.read(axis == 0 ? i : z, axis == 1 ? i : y, 0, width, row);
      spline.set(i, row, 0);
    }
    spline.filter();
    for (int i = 0; i < out; i++) {
      spline.sample(i, row, 0);
      write(target, axis == 0 ? i : z, axis == 1 ? i : y, row);
    }
  }

  private static void write(Volume target, int z, int y, float[] row) {
    long at = target.shape().offset(z, y, 0) * Float.BYTES;
    MemorySegment.copy(row, 0, target.voxels(), RowReader.FLOAT, at, row.length);
  }

  private static void clip(Volume volume, VoxelBox box, Moments range) {
    MemorySegment voxels = volume.voxels();
    float low = (float) range.min();
    float high = (float) range.max();
    int width = box.maxX() - box.minX();
    for (int z = box.minZ(); z < box.maxZ(); z++) {
      for (int y = box.minY(); y < box.maxY(); y++) {
        long at = volume.shape().offset(z, y, box.minX()) * Float.BYTES;
        for (int i = 0; i < width; i++) {
          float value = voxels.get(RowReader.FLOAT, at + 4L * i);
          voxels.set(RowReader.FLOAT, at + 4L * i, Math.clamp(value, low, high));
        }
      }
    }
  }

  private static VoxelBox slab(Shape shape, int axis, int index) {
    return new VoxelBox(
        axis == 0 ? index : 0,
        axis == 1 ? index : 0,
        axis == 2 ? index : 0,
        axis == 0 ? index + 1 : shape.z(),
        axis == 1 ? index + 1 : shape.y(),
        axis == 2 ? index + 1 : shape.x());
  }

  private static Shape with(Shape shape, int axis, int length) {
    return new Shape(
        axis == 0 ? length : shape.z(),
        axis == 1 ? length : shape.y(),
        axis == 2 ? length : shape.x());
  }
}
