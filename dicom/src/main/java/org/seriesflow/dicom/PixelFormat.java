package org.seriesflow.dicom;

import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.seriesflow.imaging.VoxelType;

/** How one pixel cell is stored (PS3.3 C.7.6.3.1, PS3.5 section 8.1). */
record PixelFormat(
    int rows,
    int columns,
    int samplesPerPixel,
    String photometric,
    int bitsAllocated,
    int bitsStored,
    int highBit,
    boolean signed) {

  static PixelFormat of(Attributes dataset) {
    var allocated = number(dataset, Tag.BitsAllocated, 0);
    var stored = number(dataset, Tag.BitsStored, allocated);
    return new PixelFormat(
        number(dataset, Tag.Rows, 0),
        number(dataset, Tag.Columns, 0),
        number(dataset, Tag.SamplesPerPixel, 1),
        dataset.getString(Tag.PhotometricInterpretation, ""),
        allocated,
        stored,
        number(dataset, Tag.HighBit, stored - 1),
        number(dataset, Tag.PixelRepresentation, 0) == 1);
  }

  /** All of them are of VR US; what is encoded as another and does not fit one is no size. */
  private static int number(Attributes dataset, int tag, int missing) {
    var value = dataset.getInt(tag, missing);
    return value >= 0 && value <= 0xFFFF ? value : 0;
  }

  boolean isMonochrome() {
    return samplesPerPixel == 1 && photometric.startsWith("MONOCHROME");
  }

  /** Whether the cells are whole bytes that hold the stored bits. */
  boolean isHandled() {
    return (bitsAllocated == 8 || bitsAllocated == 16 || bitsAllocated == 32)
        && bitsStored >= 1
        && bitsStored <= bitsAllocated
        && highBit >= bitsStored - 1
        && highBit < bitsAllocated;
  }

  boolean hasSameCells(PixelFormat other) {
    return bitsAllocated == other.bitsAllocated
        && bitsStored == other.bitsStored
        && highBit == other.highBit
        && signed == other.signed;
  }

  /**
   * The low bits of a value as the number that a cell of these bits and sign holds: for attributes
   * whose value representation, US or SS, was chosen by whoever encoded them.
   */
  long number(int value) {
    return switch (bitsAllocated) {
      case 8 -> signed ? (byte) value : value & 0xFF;
      case 16 -> signed ? (short) value : value & 0xFFFF;
      default -> signed ? value : value & 0xFFFF_FFFFL;
    };
  }

  int bytesPerCell() {
    return bitsAllocated / 8;
  }

  /** Bytes of one decoded frame, without padding. */
  long frameBytes() {
    return (long) rows * columns * samplesPerPixel * bytesPerCell();
  }

  /** Bytes of that many decoded frames; the greatest long where they are more. */
  long bytes(int frames) {
    var frame = frameBytes();
    return frame > Long.MAX_VALUE / frames ? Long.MAX_VALUE : frame * frames;
  }

  /** Whether cells may hold bits that are not the pixel's, such as retired overlays. */
  boolean hasUnusedBits() {
    return bitsStored < bitsAllocated;
  }

  /**
   * The narrowest fitting type. Unsigned cells of up to 15 (31) bits become signed, as every value
   * fits, so that the usual 12-bit MR and the usual CT are one type.
   */
  VoxelType voxelType() {
    return switch (bitsAllocated) {
      case 8 -> signed ? VoxelType.INT8 : VoxelType.UINT8;
      case 16 -> signed || bitsStored < 16 ? VoxelType.INT16 : VoxelType.UINT16;
      default -> signed || bitsStored < 32 ? VoxelType.INT32 : VoxelType.UINT32;
    };
  }
}
