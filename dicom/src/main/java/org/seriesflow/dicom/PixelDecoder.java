package org.seriesflow.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.seriesflow.dicom.codec.CodecPool;
import org.seriesflow.dicom.codec.CorruptFrameException;
import org.seriesflow.dicom.codec.EncodedFrame;

/**
 * Decodes one frame at a time straight into the memory where it is wanted: cells in little-endian
 * order, of the stored width, all bits as they were stored.
 */
final class PixelDecoder {
  private static final ValueLayout.OfShort LITTLE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort BIG_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt LITTLE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt BIG_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** What a decoding process has room for beside its working copies. */
  private static final long MOST_DECODED_BYTES = 512L << 20;

  private PixelDecoder() {}

  /**
   * Decodes a frame.
   *
   * @param frame from 0
   * @param target {@link PixelFormat#frameBytes()} bytes
   * @throws IOException when the pixel data is corrupt, too short or of an unknown encoding
   */
  static void decode(DicomInstance instance, int frame, MemorySegment target) throws IOException {
    switch (instance.pixels().orElseThrow()) {
      case PixelSource.Native cells -> {
        readFully(instance, cells.offset() + frame * target.byteSize(), target);
        if (cells.bigEndian()) {
          swap(target, instance.format(), cells.words());
        }
      }
      case PixelSource.Inflated inflated ->
          MemorySegment.copy(
              inflated.cells(), frame * target.byteSize(), target, 0, target.byteSize());
      case PixelSource.Encapsulated encapsulated ->
          decompress(instance, encapsulated, frame, target);
    }
  }

  /**
   * Checks, without decoding, that the file holds all its pixel data.
   *
   * @throws IOException when it is too short; the message says by how much
   */
  static void requireComplete(DicomInstance instance, long fileBytes) throws IOException {
    var needed = instance.format().bytes(instance.frames());
    switch (instance.pixels().orElseThrow()) {
      case PixelSource.Native cells -> {
        if (cells.length() < needed) {
          throw new EOFException(
              "the pixel data hold %d bytes and %d are needed".formatted(cells.length(), needed));
        }
        if (cells.offset() + needed > fileBytes) {
          throw new EOFException(
              "the file is truncated: %d of %d bytes of pixel data are there"
                  .formatted(Math.max(0, fileBytes - cells.offset()), needed));
        }
      }
      case PixelSource.Inflated inflated -> {
        if (inflated.cells().byteSize() < needed) {
          throw new EOFException(
              "the pixel data hold %d bytes and %d are needed"
                  .formatted(inflated.cells().byteSize(), needed));
        }
      }
      case PixelSource.Encapsulated encapsulated -> {
        if (encapsulated.fragments().isEmpty()) {
          throw new EOFException("the pixel data have no fragments");
        }
        if (instance.format().frameBytes() > MOST_DECODED_BYTES) {
          throw new CorruptFrameException(
              "a frame would be %d bytes; at most %d are decoded"
                  .formatted(instance.format().frameBytes(), MOST_DECODED_BYTES));
        }
      }
    }
  }

  private static void readFully(DicomInstance instance, long offset, MemorySegment target)
      throws IOException {
    var buffer = target.asByteBuffer();
    try (var channel = FileChannel.open(instance.file(), StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw new EOFException("the file is truncated in its pixel data");
        }
      }
    }
  }

  private static void swap(MemorySegment cells, PixelFormat format, boolean words) {
    if (format.bitsAllocated() == 32) {
      MemorySegment.copy(cells, BIG_INT, 0, cells, LITTLE_INT, 0, cells.byteSize() / 4);
    } else if (format.bitsAllocated() == 16 || words) {
      MemorySegment.copy(cells, BIG_SHORT, 0, cells, LITTLE_SHORT, 0, cells.byteSize() / 2);
    }
  }

  private static void decompress(
      DicomInstance instance, PixelSource.Encapsulated pixels, int frame, MemorySegment target)
      throws IOException {
    var transferSyntax = instance.transferSyntaxUid();
    if (!TransferSyntaxes.isDecodable(transferSyntax)) {
      throw new CorruptFrameException(
          "there is no decoder for transfer syntax " + TransferSyntaxes.describe(transferSyntax));
    }
    try {
      var format = instance.format();
      var encoded =
          new EncodedFrame(
              transferSyntax,
              format.photometric(),
              format.rows(),
              format.columns(),
              format.bitsAllocated(),
              format.bitsStored(),
              format.signed(),
              FrameFragments.read(instance, pixels, frame));
      var cells = CodecPool.SHARED.decode(encoded);
      MemorySegment.copy(cells, 0, target, ValueLayout.JAVA_BYTE, 0, cells.length);
    } catch (CorruptFrameException e) {
      throw new CorruptFrameException(
          "frame %d cannot be decoded from %s: %s"
              .formatted(frame + 1, TransferSyntaxes.describe(transferSyntax), e.getMessage()));
    }
  }
}
