package org.seriesflow.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which fragments of encapsulated pixel data make up a frame (PS3.5 section A.4): by the offset
 * tables where they point at items, else by the first bytes of the codestreams.
 */
final class FrameFragments {
  /** No codec makes more of noise than this times its cells. */
  private static final long LARGEST_EXPANSION = 2;

  /** Headers, tables and comments of a codestream. */
  private static final long MOST_BESIDE_CELLS = 1 << 20;

  private FrameFragments() {}

  /**
   * The fragment that each frame begins with.
   *
   * @param basicTable Basic Offset Table, uint32 each; may be empty, and may be wrong
   * @param extendedTable Extended Offset Table (7FE0,0001), uint64 each; may be empty
   * @return as many as frames, rising, or empty when they cannot be told apart
   */
  static Optional<int[]> starts(
      List<PixelSource.Fragment> fragments, int frames, byte[] basicTable, byte[] extendedTable) {
    if (fragments.isEmpty() || fragments.size() < frames) {
      return Optional.empty();
    }
    if (frames == 1) {
      return Optional.of(new int[] {0});
    }
    if (fragments.size() == frames) {
      return Optional.of(IntStream.range(0, frames).toArray());
    }
    return byOffsets(fragments, frames, offsets(extendedTable, Long.BYTES))
        .or(() -> byOffsets(fragments, frames, offsets(basicTable, Integer.BYTES)))
        .or(() -> byFirstBytes(fragments, frames));
  }

  /**
   * The bytes of a frame, with what pads them.
   *
   * @param index frame, from 0
   * @throws IOException when frames cannot be told apart, or the file is too short
   */
  static byte[] read(DicomInstance instance, PixelSource.Encapsulated pixels, int index)
      throws IOException {
    var all = pixels.fragments();
    var starts =
        pixels
            .starts()
            .orElseThrow(
                () ->
                    new IOException(
                        "%d frames in %d fragments cannot be told apart: no offset table points at"
                                .formatted(instance.frames(), all.size())
                            + " them, nor do their first bytes"));
    var end = index + 1 < starts.length ? starts[index + 1] : all.size();
    return read(instance, all.subList(starts[index], end));
  }

  private static byte[] read(DicomInstance instance, List<PixelSource.Fragment> fragments)
      throws IOException {
    var length = fragments.stream().mapToLong(PixelSource.Fragment::length).sum();
    var most = LARGEST_EXPANSION * instance.format().frameBytes() + MOST_BESIDE_CELLS;
    if (length > Math.min(most, Integer.MAX_VALUE - Long.BYTES)) {
      throw new IOException(
          "its fragments hold %d bytes, which is no compressed form of %d"
              .formatted(length, instance.format().frameBytes()));
    }
    var buffer = ByteBuffer.allocate((int) length);
    try (var channel = FileChannel.open(instance.file(), StandardOpenOption.READ)) {
      for (var fragment : fragments) {
        buffer.limit(buffer.position() + fragment.length());
        var offset = fragment.offset() - buffer.position();
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, offset + buffer.position()) < 0) {
            throw new EOFException("a fragment of the pixel data ends beyond the file");
          }
        }
      }
    }
    return buffer.array();
  }

  private static long[] offsets(byte[] table, int width) {
    var bytes = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
    var offsets = new long[table.length / width];
    for (var i = 0; i < offsets.length; i++) {
      offsets[i] =
          width == Long.BYTES ? bytes.getLong(i * width) : bytes.getInt(i * width) & 0xFFFF_FFFFL;
    }
    return offsets;
  }

  /** Offsets count from the first item's header; a table that does not point at items is wrong. */
  private static Optional<int[]> byOffsets(
      List<PixelSource.Fragment> fragments, int frames, long[] offsets) {
    if (offsets.length != frames || offsets[0] != 0) {
      return Optional.empty();
    }
    var origin = fragments.getFirst().offset();
    var byOffset = new HashMap<Long, Integer>();
    for (var i = 0; i < fragments.size(); i++) {
      byOffset.put(fragments.get(i).offset() - origin, i);
    }
    var starts = new int[frames];
    for (var i = 0; i < frames; i++) {
      starts[i] = byOffset.getOrDefault(offsets[i], -1);
      if (starts[i] < 0 || (i > 0 && starts[i] <= starts[i - 1])) {
        return Optional.empty();
      }
    }
    return Optional.of(starts);
  }

  private static Optional<int[]> byFirstBytes(List<PixelSource.Fragment> fragments, int frames) {
    var starts =
        IntStream.range(0, fragments.size())
            .filter(i -> fragments.get(i).startsCodestream())
            .toArray();
    return starts.length == frames && starts[0] == 0 ? Optional.of(starts) : Optional.empty();
  }

  /** Whether bytes begin a JPEG, JPEG-LS or JPEG 2000 codestream, or a JP2 file. */
  static boolean startsCodestream(byte[] first) {
    return first.length >= 4
        && (matches(first, 0xFF, 0xD8, 0xFF)
            || matches(first, 0xFF, 0x4F, 0xFF, 0x51)
            || matches(first, 0, 0, 0, 0x0C));
  }

  private static boolean matches(byte[] bytes, int... expected) {
    return IntStream.range(0, expected.length).allMatch(i -> (bytes[i] & 0xFF) == expected[i]);
  }
}
