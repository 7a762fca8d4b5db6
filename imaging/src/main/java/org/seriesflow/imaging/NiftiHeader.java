package org.seriesflow.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The fields of a NIfTI-1 header that matter here; the others are written as zero. */
record NiftiHeader(
    VolumeGeometry geometry, VoxelType type, long voxelOffset, double slope, double intercept) {
  /** sizeof(nifti_1_header) = 348 and the four bytes that say that no extension follows. */
  static final int BYTES = 352;

  private static final int MAX_LENGTH = Short.MAX_VALUE;
  private static final byte UNIT_MASK_SPACE = 7;
  private static final byte UNIT_MM = 2;
  private static final short CODE_SCANNER = 1;
  private static final byte[] MAGIC = {'n', '+', '1', 0};

  static NiftiHeader of(Volume volume) {
    return new NiftiHeader(
        volume.geometry(), volume.type(), BYTES, volume.slope(), volume.intercept());
  }

  byte[] toBytes() {
    Shape shape = geometry.shape();
    Spacing spacing = geometry.spacingMm();
    if (Math.max(shape.z(), Math.max(shape.y(), shape.x())) > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "NIfTI-1 holds at most " + MAX_LENGTH + " voxels on an axis, got " + shape);
    }
    ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0, 348);
    short[] dim = {3, (short) shape.x(), (short) shape.y(), (short) shape.z(), 1, 1, 1, 1};
    for (int i = 0; i < dim.length; i++) {
      b.putShort(40 + 2 * i, dim[i]);
    }
    b.putShort(70, (short) type.niftiCode());
    b.putShort(72, (short) (8 * type.bytes()));
    Quaternion rotation = Quaternion.nearest(ras(geometry));
    b.putFloat(76, rotation.qfac());
    b.putFloat(80, (float) spacing.xMm());
    b.putFloat(84, (float) spacing.yMm());
    b.putFloat(88, (float) spacing.zMm());
    b.putFloat(108, BYTES);
    b.putFloat(112, (float) slope);
    b.putFloat(116, (float) intercept);
    b.put(123, UNIT_MM);
    b.putShort(252, CODE_SCANNER);
    b.putShort(254, CODE_SCANNER);
    b.putFloat(256, (float) rotation.b());
    b.putFloat(260, (float) rotation.c());
    b.putFloat(264, (float) rotation.d());
    double[] ras = ras(geometry);
    b.putFloat(268, (float) ras[3]);
    b.putFloat(272, (float) ras[7]);
    b.putFloat(276, (float) ras[11]);
    for (int i = 0; i < 12; i++) {
      b.putFloat(280 + 4 * i, (float) ras[i]);
    }
    b.put(344, MAGIC);
    return b.array();
  }

  /** Parses a little-endian header; refused with what was met instead. */
  static NiftiHeader parse(ByteBuffer b) {
    requireNifti1(b);
    int dimensions = b.getShort(40);
    for (int i = 4; i <= dimensions; i++) {
      require(b.getShort(40 + 2 * i) == 1, "one volume is handled here, this file holds more");
    }
    require(dimensions >= 3, "three dimensions are needed, got " + dimensions);
    Shape shape = new Shape(b.getShort(46), b.getShort(44), b.getShort(42));
    VoxelType type = VoxelType.ofNiftiCode(b.getShort(70));
    float offset = b.getFloat(108);
    require(offset >= BYTES && offset == Math.rint(offset), "vox_offset is " + offset);
    double slope = b.getFloat(112);
    double intercept = b.getFloat(116);
    if (slope == 0) {
      // NIfTI-1: a slope of zero means that the stored numbers are the values.
      slope = 1;
      intercept = 0;
    }
    double mm = mmPerUnit(b.get(123) & UNIT_MASK_SPACE);
    return new NiftiHeader(
        VolumeGeometry.fromIndexToLps(shape, flipXY(affine(b), mm)),
        type,
        (long) offset,
        slope,
        intercept);
  }

  private static void requireNifti1(ByteBuffer b) {
    require(
        b.getInt(0) != Integer.reverseBytes(348),
        "big-endian NIfTI is not handled; convert it to little endian");
    require(b.getInt(0) == 348, "sizeof_hdr is " + b.getInt(0) + ", a NIfTI-1 header says 348");
    for (int i = 0; i < MAGIC.length; i++) {
      require(b.get(344 + i) == MAGIC[i], "the magic is not n+1 (a single .nii file)");
    }
  }

  private static double[] affine(ByteBuffer b) {
    double[] a = new double[16];
    a[15] = 1;
    if (b.getShort(254) > 0) {
      for (int i = 0; i < 12; i++) {
        a[i] = b.getFloat(280 + 4 * i);
      }
      return a;
    }
    require(b.getShort(252) > 0, "neither sform nor qform is set: the volume has no place");
    double[] rotation =
        new Quaternion(b.getFloat(256), b.getFloat(260), b.getFloat(264), b.getFloat(76)).matrix();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        a[4 * row + column] = rotation[3 * row + column] * b.getFloat(80 + 4 * column);
      }
      a[4 * row + 3] = b.getFloat(268 + 4 * row);
    }
    return a;
  }

  private static double mmPerUnit(int unit) {
    return switch (unit) {
      case 0, UNIT_MM -> 1;
      case 1 -> 1000;
      case 3 -> 1e-3;
      default -> throw new IllegalArgumentException("xyzt_units names no length: " + unit);
    };
  }

  private static double[] ras(VolumeGeometry geometry) {
    return flipXY(geometry.indexToLps(), 1);
  }

  /** Between RAS and LPS, either way: the first two rows change sign. */
  private static double[] flipXY(double[] affine, double factor) {
    double[] flipped = affine.clone();
    for (int i = 0; i < 12; i++) {
      flipped[i] = affine[i] == 0 ? 0 : affine[i] * (i < 8 ? -factor : factor);
    }
    return flipped;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
