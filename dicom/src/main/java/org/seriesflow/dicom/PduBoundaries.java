package org.seriesflow.dicom;

import java.util.OptionalLong;

/**
 * Follows the PDUs in a stream (PS3.8 section 9.3.1: type, reserved byte, length in four bytes,
 * most significant first) and stops at one that is too long.
 */
final class PduBoundaries {
  private static final int HEADER_LENGTH = 6;

  /** A-ABORT by the service provider, reason invalid PDU parameter value (PS3.8 table 9-26). */
  static final byte[] INVALID_PDU_PARAMETER = {7, 0, 0, 0, 0, 4, 0, 0, 2, 6};

  private final int longest;
  private int headerBytes;
  private long length;
  private long left;

  PduBoundaries(int longest) {
    this.longest = longest;
  }

  /**
   * Takes note of bytes that have come.
   *
   * @return the length of a PDU that is too long; empty while none is
   */
  OptionalLong pass(byte[] bytes, int offset, int count) {
    var at = offset;
    var end = offset + count;
    while (at < end) {
      if (headerBytes < HEADER_LENGTH) {
        // The first two bytes are shifted out by the four of the length.
        length = ((length << 8) | (bytes[at++] & 0xFF)) & 0xFFFF_FFFFL;
        headerBytes++;
        if (headerBytes == HEADER_LENGTH) {
          if (length > longest) {
            return OptionalLong.of(length);
          }
          left = length;
        }
      } else {
        var step = (int) Math.min(left, end - at);
        at += step;
        left -= step;
      }
      if (headerBytes == HEADER_LENGTH && left == 0) {
        headerBytes = 0;
      }
    }
    return OptionalLong.empty();
  }
}
