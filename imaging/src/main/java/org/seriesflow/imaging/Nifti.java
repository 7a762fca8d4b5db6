package org.seriesflow.imaging;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * NIfTI-1 single files ({@code .nii}, not compressed): a header of 352 bytes, then the voxels as
 * they lie in memory.
 *
 * <p>NIfTI's frame is RAS, so its affine is diag(-1,-1,1,1) times ours; the voxels are not touched.
 * Both transforms are written, code 1 (scanner): the sform holds the affine, the qform the nearest
 * rotation for readers that look there. A header holds float32: places are good to some 1e-5 mm.
 */
public final class Nifti {
  private static final int CHUNK_BYTES = 1 << 20;

  private Nifti() {}

  /** Writes to a file, which is created or replaced. */
  public static void write(Volume volume, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(volume, out);
    }
  }

  /** Writes to a stream, which stays open. */
  public static void write(Volume volume, OutputStream out) throws IOException {
    out.write(NiftiHeader.of(volume).toBytes());
    MemorySegment voxels = volume.voxels();
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, voxels.byteSize())];
    for (long at = 0; at < voxels.byteSize(); at += chunk.length) {
      int n = (int) Math.min(chunk.length, voxels.byteSize() - at);
      MemorySegment.copy(voxels, ValueLayout.JAVA_BYTE, at, chunk, 0, n);
      out.write(chunk, 0, n);
      volume.unload(at, n);
    }
  }

  /**
   * Maps a file into memory, read-only, in its stored type. Three dimensions, little endian.
   *
   * @throws IOException when the file cannot be read, or is not a NIfTI-1 that is handled here; the
   *     message says what was met
   */
  public static Volume map(Path file) throws IOException {
    return mapWith(file, null);
  }

  /**
   * Maps a file whose geometry is known in double precision, say from an event. Numbers that are
   * worked out from the spacing are then the same as on the volume that was written.
   *
   * @throws IOException also when the header's geometry is another one, by more than float32
   *     explains
   */
  public static Volume map(Path file, VolumeGeometry known) throws IOException {
    return mapWith(file, known);
  }

  private static Volume mapWith(Path file, VolumeGeometry known) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NiftiHeader header = readHeader(file, channel);
      VolumeGeometry geometry = header.geometry();
      if (known != null) {
        requireSame(file, geometry, known);
        geometry = known;
      }
      long bytes = Math.multiplyExact(header.geometry().shape().voxels(), header.type().bytes());
      if (channel.size() - header.voxelOffset() < bytes) {
        throw new IOException(
            file
                + " is cut short: voxels take "
                + bytes
                + " bytes from "
                + header.voxelOffset()
                + ", the file has "
                + channel.size());
      }
      MemorySegment voxels = channel.map(MapMode.READ_ONLY, header.voxelOffset(), bytes, arena);
      return Volume.over(
          voxels, arena, geometry, header.type(), header.slope(), header.intercept());
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static NiftiHeader readHeader(Path file, FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(NiftiHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // Until the header is there or the file ends.
    }
    if (bytes.hasRemaining()) {
      throw new IOException(file + " has no NIfTI-1 header: " + bytes.position() + " bytes only");
    }
    try {
      return NiftiHeader.parse(bytes.flip());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireSame(Path file, VolumeGeometry found, VolumeGeometry known)
      throws IOException {
    if (!found.shape().equals(known.shape())) {
      throw new IOException(file + " has shape " + found.shape() + ", expected " + known.shape());
    }
    double[] a = found.indexToLps();
    double[] b = known.indexToLps();
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i] - b[i]) > 1e-6 * Math.max(1, Math.abs(b[i]))) {
        throw new IOException(file + " lies at " + found + ", expected " + known);
      }
    }
  }
}
