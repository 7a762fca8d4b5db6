package org.seriesflow.dicom;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.aoju.bus.image.Tag;

/**
 * Which way intensity runs (PS3.3 C.7.6.3.1.2). Where Photometric Interpretation is MONOCHROME1,
 * the least stored value is the brightest; it changes place with the greatest that Bits Stored and
 * sign allow, so that bright tissue is bright as in any other series. In CT it stays as it is:
 * there the rescaled value is a Hounsfield number, and how it is shown does not change it.
 */
final class Polarity {
  private Polarity() {}

  private static boolean isMonochrome1(DicomInstance instance) {
    return instance.format().photometric().equals("MONOCHROME1");
  }

  /** Whether the stored values of an instance change places. */
  static boolean isInverted(DicomInstance instance) {
    return isMonochrome1(instance) && !isCt(instance);
  }

  private static boolean isCt(DicomInstance instance) {
    return instance.dataset().getString(Tag.Modality, "").equals("CT");
  }

  /** Least and greatest of the stored range add up to what this mask makes of 0. */
  private static long mask(PixelFormat format) {
    return format.signed() ? -1 : (1L << format.bitsStored()) - 1;
  }

  /** What becomes of one stored value. */
  static long invert(long stored, PixelFormat format) {
    return stored ^ mask(format);
  }

  /** Inverts clean cells in place. */
  static void invert(MemorySegment cells, PixelFormat format) {
    var mask = mask(format);
    switch (format.bitsAllocated()) {
      case 8 -> {
        for (long i = 0; i < cells.byteSize(); i++) {
          var cell = ValueLayout.JAVA_BYTE;
          cells.set(cell, i, (byte) (cells.get(cell, i) ^ mask));
        }
      }
      case 16 -> {
        var cell = SliceCells.SHORT;
        for (long i = 0; i < cells.byteSize() / Short.BYTES; i++) {
          cells.setAtIndex(cell, i, (short) (cells.getAtIndex(cell, i) ^ mask));
        }
      }
      default -> {
        var cell = SliceCells.INT;
        for (long i = 0; i < cells.byteSize() / Integer.BYTES; i++) {
          cells.setAtIndex(cell, i, (int) (cells.getAtIndex(cell, i) ^ mask));
        }
      }
    }
  }

  /** What was done, or not, in words; empty for MONOCHROME2. */
  static Optional<Repair> repair(DicomInstance instance) {
    if (!isMonochrome1(instance)) {
      return Optional.empty();
    }
    return Optional.of(
        isInverted(instance)
            ? new Repair(
                "INVERTED",
                "The image is MONOCHROME1, where low values are bright; stored values were inverted"
                    + " within their %d bits.".formatted(instance.format().bitsStored()))
            : new Repair(
                "MONOCHROME1_KEPT",
                "The image is MONOCHROME1, where low values are shown bright; Hounsfield numbers"
                    + " were left as they are."));
  }
}
