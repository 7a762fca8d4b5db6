package org.seriesflow.imaging;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Voxels in their stored type, in a memory segment outside the heap, with their place in the
 * patient. The segment of a large volume (more than 384 MiB) is a mapped temporary file.
 *
 * <p>Order of voxels: x fastest, then y, then z; little endian. The value of a voxel is {@code
 * stored · slope + intercept} (DICOM's modality rescale, PS3.3 C.11.1.1.2). Slope and intercept are
 * rounded to float32, which is what a NIfTI header holds, so that a volume is the same before it is
 * written and after it was read.
 *
 * <p>Reading from several threads is fine; {@link #close()} frees or unmaps the memory, after which
 * each access fails with an exception.
 */
public final class Volume implements AutoCloseable {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final VolumeGeometry geometry;
  private final VoxelType type;
  private final MemorySegment voxels;
  private final float slope;
  private final float intercept;
  private final Arena owner;

  private Volume(
      VolumeGeometry geometry,
      VoxelType type,
      MemorySegment voxels,
      double slope,
      double intercept,
      Arena owner) {
    this.geometry = Objects.requireNonNull(geometry);
    this.type = Objects.requireNonNull(type);
    this.voxels = Objects.requireNonNull(voxels);
    this.slope = (float) slope;
    this.intercept = (float) intercept;
    this.owner = Objects.requireNonNull(owner);
    if (!Float.isFinite(this.slope) || this.slope == 0 || !Float.isFinite(this.intercept)) {
      throw new IllegalArgumentException(
          "slope must be finite and not 0, intercept finite; got " + slope + ", " + intercept);
    }
    long needed = bytes(geometry.shape(), type);
    if (voxels.byteSize() != needed) {
      throw new IllegalArgumentException(
          geometry.shape() + " " + type + " takes " + needed + " bytes, got " + voxels.byteSize());
    }
  }

  /** A volume of zeros with slope 1 and intercept 0. */
  public static Volume allocate(VolumeGeometry geometry, VoxelType type) {
    return allocate(geometry, type, 1, 0);
  }

  /**
   * A volume of stored zeros.
   *
   * @throws VoxelMemoryException where there is no room for it
   */
  public static Volume allocate(
      VolumeGeometry geometry, VoxelType type, double slope, double intercept) {
    Arena arena = Arena.ofShared();
    try {
      long bytes = bytes(geometry.shape(), type);
      MemorySegment voxels =
          bytes > VoxelFile.FROM_BYTES
              ? VoxelFile.allocate(arena, bytes)
              : VoxelMemoryException.allocate(arena, bytes);
      return new Volume(geometry, type, voxels, slope, intercept, arena);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * A volume over memory that exists already (little endian, x fastest), say a mapped file.
   *
   * @param owner closed with the volume; the volume takes it over
   */
  public static Volume over(
      MemorySegment voxels,
      Arena owner,
      VolumeGeometry geometry,
      VoxelType type,
      double slope,
      double intercept) {
    return new Volume(geometry, type, voxels, slope, intercept, owner);
  }

  public VolumeGeometry geometry() {
    return geometry;
  }

  public Shape shape() {
    return geometry.shape();
  }

  public VoxelType type() {
    return type;
  }

  /** The stored voxels: x fastest, then y, then z; little endian. */
  public MemorySegment voxels() {
    return voxels;
  }

  /** The factor from stored to real value; a float32 number. */
  public double slope() {
    return slope;
  }

  /** The real value of a stored 0; a float32 number. */
  public double intercept() {
    return intercept;
  }

  /** The real value of a voxel: stored · slope + intercept. */
  public double valueAt(int z, int y, int x) {
    return storedAt(z, y, x) * slope + intercept;
  }

  /** The stored number of a voxel. */
  public double storedAt(int z, int y, int x) {
    long at = checkedOffset(z, y, x);
    return switch (type) {
      case UINT8 -> voxels.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      case INT8 -> voxels.get(ValueLayout.JAVA_BYTE, at);
      case INT16 -> voxels.get(SHORT, at);
      case UINT16 -> voxels.get(SHORT, at) & 0xffff;
      case INT32 -> voxels.get(INT, at);
      case UINT32 -> voxels.get(INT, at) & 0xffffffffL;
      case FLOAT32 -> voxels.get(FLOAT, at);
      case FLOAT64 -> voxels.get(DOUBLE, at);
    };
  }

  /** Sets the stored number of a voxel; refused when the type cannot hold it exactly. */
  public void setStored(int z, int y, int x, double stored) {
    long at = checkedOffset(z, y, x);
    if (type.isInteger()
        && !(stored >= type.min() && stored <= type.max() && stored == Math.rint(stored))) {
      throw new IllegalArgumentException(type + " cannot hold " + stored);
    }
    switch (type) {
      case UINT8, INT8 -> voxels.set(ValueLayout.JAVA_BYTE, at, (byte) (int) stored);
      case INT16, UINT16 -> voxels.set(SHORT, at, (short) (int) stored);
      case INT32, UINT32 -> voxels.set(INT, at, (int) (long) stored);
      case FLOAT32 -> voxels.set(FLOAT, at, (float) stored);
      case FLOAT64 -> voxels.set(DOUBLE, at, stored);
    }
  }

  /**
   * Says that a range of bytes is not needed for now. Of a mapped file its pages then leave memory;
   * they come back when they are touched.
   */
  public void unload(long offset, long bytes) {
    if (voxels.isMapped()) {
      voxels.asSlice(offset, bytes).unload();
    }
  }

  /** Frees or unmaps the voxels. Closing twice does nothing. */
  @Override
  public void close() {
    if (owner.scope().isAlive()) {
      owner.close();
    }
  }

  private static long bytes(Shape shape, VoxelType type) {
    return Math.multiplyExact(shape.voxels(), type.bytes());
  }

  private long checkedOffset(int z, int y, int x) {
    Shape shape = geometry.shape();
    Objects.checkIndex(z, shape.z());
    Objects.checkIndex(y, shape.y());
    Objects.checkIndex(x, shape.x());
    return shape.offset(z, y, x) * type.bytes();
  }
}
