package org.seriesflow.imaging.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;

/**
 * Works out output rows of a trilinear resize: the four stored rows around one are blended into a
 * row of the input's width, and that one is sampled along x. Cropping, rescale and intensity map
 * happen on the way, so that no voxel is held in float but those of one row. One a thread.
 */
final class TrilinearRows {
  /** The steps between output and input samples; shared by all threads. */
  record Plan(
      Volume volume,
      VoxelBox box,
      IntensityMap intensity,
      SourceIndex z,
      SourceIndex y,
      SourceIndex x) {

    static Plan of(
        Volume volume, VoxelBox box, IntensityMap intensity, Shape size, boolean alignCorners) {
      Moments.requireWithin(volume, box);
      Shape in = box.shape();
      return new Plan(
          volume,
          box,
          intensity,
          SourceIndex.linear(in.z(), size.z(), alignCorners),
          SourceIndex.linear(in.y(), size.y(), alignCorners),
          SourceIndex.linear(in.x(), size.x(), alignCorners));
    }
  }

  /** Up to here the difference of a 16-bit number and the centre is exact in float32. */
  private static final double CENTRE_LIMIT = 1 << 22;

  private final Plan plan;
  private final int width;
  private final float[] blended;
  private final boolean direct;
  private final RowReader reader;
  private final float[] scratch;

  /**
   * Taken from every value before it is blended, and exact in doing so: float32 has too few digits
   * for a small spread on a large mean. Whole, so that stored integers stay integers.
   */
  private final float centre;

  private final float shift;
  private final float scale;

  TrilinearRows(Plan plan) {
    this.plan = plan;
    Volume volume = plan.volume();
    IntensityMap intensity = plan.intensity();
    this.width = plan.box().maxX() - plan.box().minX();
    // One more, so that the sample after the last is there to be weighted by zero.
    this.blended = new float[width + 1];
    this.scratch = new float[width];
    this.reader = new RowReader(volume);
    // Clipping must come before blending; all else is linear and can wait until the end of the row.
    this.direct =
        !intensity.clips()
            && switch (volume.type()) {
              case UINT8, INT8, INT16, UINT16, FLOAT32 -> true;
              case INT32, UINT32, FLOAT64 -> false;
            };
    double shiftOfRead =
        direct ? (intensity.shift() - volume.intercept()) / volume.slope() : intensity.shift();
    this.centre = (float) Math.rint(Math.clamp(shiftOfRead, -CENTRE_LIMIT, CENTRE_LIMIT));
    this.shift = (float) (shiftOfRead - centre);
    this.scale = (float) (direct ? intensity.scale() * volume.slope() : intensity.scale());
  }

  /** Fills {@code out} with row [z,y] of the output. */
  void row(int z, int y, float[] out) {
    int z0 = plan.box.minZ() + plan.z.lower[z];
    int z1 = plan.box.minZ() + plan.z.upper[z];
    int y0 = plan.box.minY() + plan.y.lower[y];
    int y1 = plan.box.minY() + plan.y.upper[y];
    float wz = plan.z.upperWeight[z];
    float wy = plan.y.upperWeight[y];
    if (direct) {
      blendStored(z0, z1, y0, y1, wz, wy);
    } else {
      blendReal(z0, z1, y0, y1, wz, wy);
    }
    blended[width] = blended[width - 1];
    sampleAlongX(blended, plan.x.lower, plan.x.upperWeight, shift, scale, out);
  }

  private static void sampleAlongX(
      float[] row, int[] lower, float[] weight, float shift, float scale, float[] out) {
    for (int i = 0; i < out.length; i++) {
      int at = lower[i];
      float a = row[at];
      out[i] = (a + (row[at + 1] - a) * weight[i] - shift) * scale;
    }
  }

  private void blendReal(int z0, int z1, int y0, int y1, float wz, float wy) {
    Arrays.fill(blended, 0);
    addReal(z0, y0, (1 - wz) * (1 - wy));
    addReal(z0, y1, (1 - wz) * wy);
    addReal(z1, y0, wz * (1 - wy));
    addReal(z1, y1, wz * wy);
  }

  private void addReal(int z, int y, float weight) {
    if (weight == 0) {
      return;
    }
    reader.read(z, y, plan.box.minX(), width, scratch);
    float low = (float) plan.intensity.low();
    float high = (float) plan.intensity.high();
    for (int i = 0; i < width; i++) {
      blended[i] += weight * (Math.max(low, Math.min(high, scratch[i])) - centre);
    }
  }

  private void blendStored(int z0, int z1, int y0, int y1, float wz, float wy) {
    Volume volume = plan.volume;
    int bytes = volume.type().bytes();
    Shape shape = volume.shape();
    int x = plan.box.minX();
    Rows rows =
        new Rows(
            shape.offset(z0, y0, x) * bytes,
            shape.offset(z0, y1, x) * bytes,
            shape.offset(z1, y0, x) * bytes,
            shape.offset(z1, y1, x) * bytes);
    Weights w = new Weights((1 - wz) * (1 - wy), (1 - wz) * wy, wz * (1 - wy), wz * wy);
    MemorySegment v = volume.voxels();
    switch (volume.type()) {
      case INT16 -> blendInt16(v, rows, w, centre, blended, width);
      case UINT16 -> blendUint16(v, rows, w, centre, blended, width);
      case UINT8 -> blendUint8(v, rows, w, centre, blended, width);
      case INT8 -> blendInt8(v, rows, w, centre, blended, width);
      case FLOAT32 -> blendFloat32(v, rows, w, centre, blended, width);
      default -> throw new IllegalStateException(volume.type() + " is not blended directly");
    }
  }

  /** Byte offsets of the four rows around an output row. */
  private record Rows(long a, long b, long c, long d) {}

  private record Weights(float a, float b, float c, float d) {}

  private static void blendInt16(
      MemorySegment v, Rows r, Weights w, float centre, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      long at = 2L * i;
      out[i] =
          w.a * (v.get(RowReader.SHORT, r.a + at) - centre)
              + w.b * (v.get(RowReader.SHORT, r.b + at) - centre)
              + w.c * (v.get(RowReader.SHORT, r.c + at) - centre)
              + w.d * (v.get(RowReader.SHORT, r.d + at) - centre);
    }
  }

  private static void blendUint16(
      MemorySegment v, Rows r, Weights w, float centre, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      long at = 2L * i;
      out[i] =
          w.a * ((v.get(RowReader.SHORT, r.a + at) & 0xffff) - centre)
              + w.b * ((v.get(RowReader.SHORT, r.b + at) & 0xffff) - centre)
              + w.c * ((v.get(RowReader.SHORT, r.c + at) & 0xffff) - centre)
              + w.d * ((v.get(RowReader.SHORT, r.d + at) & 0xffff) - centre);
    }
  }

  private static void blendUint8(
      MemorySegment v, Rows r, Weights w, float centre, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] =
          w.a * ((v.get(ValueLayout.JAVA_BYTE, r.a + i) & 0xff) - centre)
              + w.b * ((v.get(ValueLayout.JAVA_BYTE, r.b + i) & 0xff) - centre)
              + w.c * ((v.get(ValueLayout.JAVA_BYTE, r.c + i) & 0xff) - centre)
              + w.d * ((v.get(ValueLayout.JAVA_BYTE, r.d + i) & 0xff) - centre);
    }
  }

  private static void blendInt8(
      MemorySegment v, Rows r, Weights w, float centre, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] =
          w.a * (v.get(ValueLayout.JAVA_BYTE, r.a + i) - centre)
              + w.b * (v.get(ValueLayout.JAVA_BYTE, r.b + i) - centre)
              + w.c * (v.get(ValueLayout.JAVA_BYTE, r.c + i) - centre)
              + w.d * (v.get(ValueLayout.JAVA_BYTE, r.d + i) - centre);
    }
  }

  private static void blendFloat32(
      MemorySegment v, Rows r, Weights w, float centre, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      long at = 4L * i;
      out[i] =
          w.a * (v.get(RowReader.FLOAT, r.a + at) - centre)
              + w.b * (v.get(RowReader.FLOAT, r.b + at) - centre)
              + w.c * (v.get(RowReader.FLOAT, r.c + at) - centre)
              + w.d * (v.get(RowReader.FLOAT, r.d + at) - centre);
    }
  }
}
