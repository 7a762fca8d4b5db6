package org.seriesflow.dicom.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a codestream says of itself before it is decoded: the codecs make room for that, so it is
 * held against the header of the instance first.
 *
 * @param precision bits of a sample
 */
record Codestream(long columns, long rows, int components, int precision) {
  private static final int JPEG_START = 0xFFD8;
  private static final int JPEG_2000_START = 0xFF4F;
  private static final int JPEG_2000_SIZE = 0xFF51;
  private static final int JPEG_SCAN = 0xFFDA;
  private static final int JPEG_LS_FRAME = 0xFFF7;

  /** First box of a JP2 file, which some devices put around the codestream. */
  private static final long JP2_SIGNATURE = 0x0000_000C_6A50_2020L;

  private static final int JP2_CODESTREAM_BOX = 0x6A70_3263;

  /** What the tiles of a JPEG 2000 image may be at most; each costs a decoder memory. */
  private static final long MOST_TILES = 4096;

  /**
   * Reads the frame header of ISO 10918-1 B.2.2 (JPEG), ISO 14495-1 C.2.2 (JPEG-LS) or ISO 15444-1
   * A.5.1 (JPEG 2000).
   *
   * @throws CorruptFrameException when there is none
   */
  static Codestream of(byte[] bytes) throws CorruptFrameException {
    var in = ByteBuffer.wrap(bytes);
    try {
      if (bytes.length >= Long.BYTES && in.getLong(0) == JP2_SIGNATURE) {
        skipToCodestream(in);
      }
      return switch (marker(in)) {
        case JPEG_START -> jpeg(in);
        case JPEG_2000_START -> jpeg2000(in);
        default -> throw new CorruptFrameException("its first bytes are no codestream's");
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new CorruptFrameException("it ends within its header");
    }
  }

  /**
   * Holds it against the header of the instance.
   *
   * @throws CorruptFrameException naming both where they differ
   */
  void requireLike(EncodedFrame frame) throws CorruptFrameException {
    if (columns != frame.columns() || rows != frame.rows()) {
      throw new CorruptFrameException(
          "the codestream is %d × %d and the header says %d × %d (columns × rows)"
              .formatted(columns, rows, frame.columns(), frame.rows()));
    }
    if (components != 1) {
      throw new CorruptFrameException(
          "the codestream has %d components and the header says 1 sample a pixel"
              .formatted(components));
    }
    if (precision < 1 || precision > frame.bitsAllocated()) {
      throw new CorruptFrameException(
          "the codestream has samples of %d bits and the header allocates %d"
              .formatted(precision, frame.bitsAllocated()));
    }
  }

  private static int marker(ByteBuffer in) {
    return in.getShort() & 0xFFFF;
  }

  private static void skipToCodestream(ByteBuffer in) {
    while (true) {
      var start = in.position();
      var length = in.getInt() & 0xFFFF_FFFFL;
      var type = in.getInt();
      var extended = length == 1;
      if (extended) {
        length = in.getLong();
      }
      if (type == JP2_CODESTREAM_BOX) {
        return;
      }
      if (length < (extended ? 16 : 8)) {
        throw new BufferUnderflowException();
      }
      in.position(Math.toIntExact(Math.min(Integer.MAX_VALUE, start + length)));
    }
  }

  private static Codestream jpeg(ByteBuffer in) throws CorruptFrameException {
    while (true) {
      var marker = marker(in);
      if (marker == 0xFFFF) {
        // A fill byte before a marker.
        in.position(in.position() - 1);
        continue;
      }
      if (marker < 0xFF01 || marker == JPEG_SCAN) {
        throw new CorruptFrameException("it has no frame header before its first scan");
      }
      var length = in.getShort() & 0xFFFF;
      if (isFrame(marker)) {
        var precision = in.get() & 0xFF;
        var rows = in.getShort() & 0xFFFF;
        var columns = in.getShort() & 0xFFFF;
        return new Codestream(columns, rows, in.get() & 0xFF, precision);
      }
      in.position(in.position() + length - Short.BYTES);
    }
  }

  private static boolean isFrame(int marker) {
    var table = marker == 0xFFC4 || marker == 0xFFC8 || marker == 0xFFCC;
    return marker == JPEG_LS_FRAME || (marker >= 0xFFC0 && marker <= 0xFFCF && !table);
  }

  private static Codestream jpeg2000(ByteBuffer in) throws CorruptFrameException {
    if (marker(in) != JPEG_2000_SIZE) {
      throw new CorruptFrameException("it does not begin with its size");
    }
    in.getShort();
    in.getShort();
    long right = next(in);
    long bottom = next(in);
    long left = next(in);
    long top = next(in);
    long tileColumns = next(in);
    long tileRows = next(in);
    long tilesLeft = next(in);
    long tilesTop = next(in);
    if (tileColumns == 0 || tileRows == 0) {
      throw new CorruptFrameException("its tiles are empty");
    }
    var tiles =
        Math.ceilDiv(right - tilesLeft, tileColumns) * Math.ceilDiv(bottom - tilesTop, tileRows);
    if (tiles > MOST_TILES) {
      throw new CorruptFrameException(
          "it has %d tiles; at most %d are decoded".formatted(tiles, MOST_TILES));
    }
    var components = in.getShort() & 0xFFFF;
    var precision = (in.get() & 0x7F) + 1;
    return new Codestream(right - left, bottom - top, components, precision);
  }

  private static long next(ByteBuffer in) {
    return in.getInt() & 0xFFFF_FFFFL;
  }
}
