package org.seriesflow.imaging;

/** How one voxel is stored, little endian; the codes are those of NIfTI-1's {@code datatype}. */
public enum VoxelType {
  UINT8(2, 1, 0, 255),
  INT8(256, 1, -128, 127),
  INT16(4, 2, Short.MIN_VALUE, Short.MAX_VALUE),
  UINT16(512, 2, 0, 65535),
  INT32(8, 4, Integer.MIN_VALUE, Integer.MAX_VALUE),
  UINT32(768, 4, 0, 4294967295.0),
  FLOAT32(16, 4, -Float.MAX_VALUE, Float.MAX_VALUE),
  FLOAT64(64, 8, -Double.MAX_VALUE, Double.MAX_VALUE);

  private final int niftiCode;
  private final int bytes;
  private final double min;
  private final double max;

  VoxelType(int niftiCode, int bytes, double min, double max) {
    this.niftiCode = niftiCode;
    this.bytes = bytes;
    this.min = min;
    this.max = max;
  }

  /** NIfTI-1 {@code datatype}. */
  public int niftiCode() {
    return niftiCode;
  }

  /** The size of one voxel in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The smallest (finite) stored value. */
  public double min() {
    return min;
  }

  /** The largest (finite) stored value. */
  public double max() {
    return max;
  }

  public boolean isInteger() {
    return this != FLOAT32 && this != FLOAT64;
  }

  /** The type with that NIfTI-1 {@code datatype}; refused when it is none of ours. */
  public static VoxelType ofNiftiCode(int code) {
    for (VoxelType type : values()) {
      if (type.niftiCode == code) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "NIfTI datatype " + code + " is not a scalar of at most 64 bits that is handled here");
  }
}
