package org.seriesflow.imaging;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * There is no room for voxels outside the heap, or, for large volumes, among the temporary files. A
 * property of the input and of the JVM's limit, not a fault of the JVM: the input is put aside, and
 * the process goes on.
 */
public final class VoxelMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Cache lines, and more than any voxel type asks for. */
  private static final int ALIGNMENT = 64;

  private VoxelMemoryException(long bytes, OutOfMemoryError cause) {
    super(
        "No room for %d MiB of voxels outside the heap; more of it by -XX:MaxDirectMemorySize: %s"
            .formatted(bytes >> 20, cause.getMessage()),
        cause);
  }

  VoxelMemoryException(long bytes, IOException cause) {
    super(
        "No room for %d MiB of voxels in a temporary file in %s; another folder by -Djava.io.tmpdir: %s"
            .formatted(bytes >> 20, System.getProperty("java.io.tmpdir"), cause.getMessage()),
        cause);
  }

  /**
   * Zeroed memory that lives as long as its arena.
   *
   * @throws VoxelMemoryException where the JVM's limit or the machine's memory is reached
   */
  public static MemorySegment allocate(Arena arena, long bytes) {
    try {
      return arena.allocate(bytes, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      // Nothing was reserved and the heap is as it was: this error, unlike others, can be caught.
      throw new VoxelMemoryException(bytes, e);
    }
  }
}
