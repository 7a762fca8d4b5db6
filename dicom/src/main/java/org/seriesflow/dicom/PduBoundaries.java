package org.seriesflow.dicom;

import java.util.Optional;
import org.seriesflow.dicom.ReceiverObserver.Cut;

/**
 * Follows the PDUs in a stream (PS3.8 section 9.3.1: type, reserved byte, length in four bytes,
 * most significant first) and stops at one that is too long, or holds a command that is.
 */
final class PduBoundaries {
  private static final int HEADER_LENGTH = 6;
  private static final int DATA = 4;

  /** A-ABORT by the service provider, reason invalid PDU parameter value (PS3.8 table 9-26). */
  static final byte[] INVALID_PDU_PARAMETER = {7, 0, 0, 0, 0, 4, 0, 0, 2, 6};

  private final int longest;
  private final CommandWatch commands = new CommandWatch();
  private int type;
  private int headerBytes;
  private long length;
  private long left;

  /**
   * What the toolkit must not get to see.
   *
   * @param what for people
   */
  record Violation(Cut cut, String what) {}

  PduBoundaries(int longest) {
    this.longest = longest;
  }

  /**
   * Takes note of bytes that have come.
   *
   * @return what is wrong with them; empty while nothing is
   */
  Optional<Violation> pass(byte[] bytes, int offset, int count) {
    var at = offset;
    var end = offset + count;
    while (at < end) {
      if (headerBytes < HEADER_LENGTH) {
        type = headerBytes == 0 ? bytes[at] : type;
        // The first two bytes are shifted out by the four of the length.
        length = ((length << 8) | (bytes[at++] & 0xFF)) & 0xFFFF_FFFFL;
        headerBytes++;
        if (headerBytes == HEADER_LENGTH) {
          if (length > longest) {
            return Optional.of(new Violation(Cut.PDU_TOO_LONG, length + " bytes"));
          }
          left = length;
          commands.beginPdu();
        }
      } else {
        var step = (int) Math.min(left, end - at);
        if (type == DATA) {
          var violation = commands.pass(bytes, at, step);
          if (violation.isPresent()) {
            return violation;
          }
        }
        at += step;
        left -= step;
      }
      if (headerBytes == HEADER_LENGTH && left == 0) {
        headerBytes = 0;
      }
    }
    return Optional.empty();
  }
}
