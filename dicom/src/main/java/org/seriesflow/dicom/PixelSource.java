package org.seriesflow.dicom;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Where the pixel data of an instance stands in its file. */
sealed interface PixelSource {

  /**
   * Cells as they are (PS3.5 section 8.1.1).
   *
   * @param offset byte in the file at which the first frame begins
   * @param length bytes, of which padding may be the last
   * @param bigEndian byte order of the cells
   * @param words whether 8-bit cells stand in 16-bit words (value representation OW)
   */
  record Native(long offset, long length, boolean bigEndian, boolean words)
      implements PixelSource {}

  /** Cells of a deflated data set, which have no place in the file. */
  record Inflated(MemorySegment cells) implements PixelSource {}

  /**
   * Compressed frames (PS3.5 section A.4).
   *
   * @param fragments items after the basic offset table
   * @param starts the fragment that each frame begins with; empty when they cannot be told apart
   */
  record Encapsulated(List<Fragment> fragments, Optional<int[]> starts) implements PixelSource {}

  /**
   * An item of encapsulated pixel data: where its value stands in the file.
   *
   * @param startsCodestream whether its first bytes begin one
   */
  record Fragment(long offset, int length, boolean startsCodestream) {}
}
