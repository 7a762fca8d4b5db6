package org.seriesflow.imaging;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Voxels of volumes that are too large to be held in memory: a temporary file, mapped. It has no
 * name any more once it is there, and its room is free again when the mapping is closed.
 */
final class VoxelFile {
  /** A larger volume lies in a file: a service then stays below 1 GiB, whatever is sent to it. */
  static final long FROM_BYTES = 384L << 20;

  private static final int CHUNK_BYTES = 1 << 20;

  private VoxelFile() {}

  /**
   * Zeroed memory that lives as long as its arena.
   *
   * @throws VoxelMemoryException where there is no room for it among the temporary files
   */
  static MemorySegment allocate(Arena arena, long bytes) {
    try {
      var file = Files.createTempFile("seriesflow-", ".voxels");
      try (var channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        requireRoom(Files.getFileStore(file.getParent()).getUsableSpace(), bytes);
        fill(channel, bytes);
        return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
      }
    } catch (IOException e) {
      throw new VoxelMemoryException(bytes, e);
    }
  }

  /** What cannot fit must not fill a disk that others write to before it fails. */
  private static void requireRoom(long usable, long bytes) throws IOException {
    if (usable < bytes) {
      throw new IOException(usable / (1 << 20) + " MiB are free");
    }
  }

  /** Zeros take their room now: a full disk is an exception here, and a crash in the mapping. */
  private static void fill(FileChannel channel, long bytes) throws IOException {
    var zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long at = 0; at < bytes; ) {
      zeros.clear().limit((int) Math.min(CHUNK_BYTES, bytes - at));
      at += channel.write(zeros, at);
    }
  }
}
