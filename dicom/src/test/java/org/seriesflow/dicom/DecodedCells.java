package org.seriesflow.dicom;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a file's cells hold, decoded by us. */
final class DecodedCells {
  private DecodedCells() {}

  /**
   * The stored bits of all frames, without their sign, frame after frame in the order of storage.
   *
   * @throws IOException as a series of that file would meet it
   */
  static int[] of(Path file) throws IOException {
    var instance = DicomInstance.read(file, DataSetReader.Kept.ALL, HeaderMemory.usual());
    PixelDecoder.requireComplete(instance, Files.size(file));
    var format = instance.format();
    var inFrame = format.rows() * format.columns();
    try (var arena = Arena.ofConfined()) {
      var cells = arena.allocate(format.frameBytes(), Long.BYTES);
      var all = new int[inFrame * instance.frames()];
      for (var frame = 0; frame < instance.frames(); frame++) {
        PixelDecoder.decode(instance, frame, cells);
        for (var i = 0; i < inFrame; i++) {
          all[frame * inFrame + i] =
              format.bitsAllocated() == 8
                  ? cells.get(ValueLayout.JAVA_BYTE, i) & 0xFF
                  : cells.getAtIndex(SliceCells.SHORT, i) & 0xFFFF;
        }
      }
      return all;
    }
  }
}
