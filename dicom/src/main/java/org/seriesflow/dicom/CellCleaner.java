package org.seriesflow.dicom;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Makes whole numbers of pixel cells (PS3.5 section 8.1.1): bits beyond Bits Stored, where retired
 * overlays may sit, are cleared, and the sign is extended.
 */
final class CellCleaner {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private CellCleaner() {}

  /**
   * Cleans cells in place.
   *
   * @return whether any changed
   */
  static boolean clean(MemorySegment cells, PixelFormat format) {
    if (!format.hasUnusedBits()) {
      return false;
    }
    var down = format.highBit() - format.bitsStored() + 1;
    var unused = Integer.SIZE - format.bitsStored();
    return switch (format.bitsAllocated()) {
      case 8 -> cleanBytes(cells, format.signed(), down, unused);
      case 16 -> cleanShorts(cells, format.signed(), down, unused);
      default -> cleanInts(cells, format.signed(), down, unused);
    };
  }

  private static boolean cleanBytes(MemorySegment cells, boolean signed, int down, int unused) {
    var changed = 0;
    for (long i = 0; i < cells.byteSize(); i++) {
      int before = cells.get(ValueLayout.JAVA_BYTE, i);
      var after = (byte) extend(before >> down, signed, unused);
      changed |= before ^ after;
      cells.set(ValueLayout.JAVA_BYTE, i, after);
    }
    return changed != 0;
  }

  private static boolean cleanShorts(MemorySegment cells, boolean signed, int down, int unused) {
    var changed = 0;
    var count = cells.byteSize() / Short.BYTES;
    for (long i = 0; i < count; i++) {
      int before = cells.getAtIndex(SHORT, i);
      var after = (short) extend(before >> down, signed, unused);
      changed |= before ^ after;
      cells.setAtIndex(SHORT, i, after);
    }
    return changed != 0;
  }

  private static boolean cleanInts(MemorySegment cells, boolean signed, int down, int unused) {
    var changed = 0;
    var count = cells.byteSize() / Integer.BYTES;
    for (long i = 0; i < count; i++) {
      int before = cells.getAtIndex(INT, i);
      var after = extend(before >> down, signed, unused);
      changed |= before ^ after;
      cells.setAtIndex(INT, i, after);
    }
    return changed != 0;
  }

  private static int extend(int value, boolean signed, int unused) {
    return signed ? (value << unused) >> unused : (value << unused) >>> unused;
  }
}
