package org.seriesflow.dicom;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.seriesflow.dicom.codec.DecoderUnavailableException;
import org.seriesflow.imaging.VoxelType;

/** Reads the cells of slices as the whole numbers that they stand for. Thread-safe. */
final class SliceCells {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final AtomicBoolean unusedBitsSet = new AtomicBoolean();

  /**
   * Decodes a slice.
   *
   * @param target {@link PixelFormat#frameBytes()} bytes, little endian
   * @throws DecoderUnavailableException when trying again may help
   */
  void read(Frame frame, MemorySegment target)
      throws UnreadableSeriesException, DecoderUnavailableException {
    try {
      PixelDecoder.decode(frame.instance(), frame.index(), target);
    } catch (DecoderUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableSeriesException(frame.instance().sopInstanceUid(), e.getMessage(), e);
    }
    if (CellCleaner.clean(target, frame.instance().format())) {
      unusedBitsSet.set(true);
    }
    if (Polarity.isInverted(frame.instance())) {
      Polarity.invert(target, frame.instance().format());
    }
  }

  /** Whether any cell so far held bits that are not the pixel's. */
  boolean sawUnusedBits() {
    return unusedBitsSet.get();
  }

  /** The number in a cell. */
  static double at(MemorySegment cells, VoxelType type, long index) {
    return switch (type) {
      case UINT8 -> cells.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
      case INT8 -> cells.get(ValueLayout.JAVA_BYTE, index);
      case UINT16 -> cells.getAtIndex(SHORT, index) & 0xFFFF;
      case INT16 -> cells.getAtIndex(SHORT, index);
      case UINT32 -> cells.getAtIndex(INT, index) & 0xFFFF_FFFFL;
      default -> cells.getAtIndex(INT, index);
    };
  }
}
