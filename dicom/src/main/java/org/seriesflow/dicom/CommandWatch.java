package org.seriesflow.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.seriesflow.dicom.PduBoundaries.Violation;
import org.seriesflow.dicom.ReceiverObserver.Cut;

/**
 * Reads the commands in P-DATA-TF PDUs (PS3.8 section 9.3.5, PS3.7 section 6.3) before the toolkit
 * does, which makes room for as many bytes as an element says that it has, and holds the data set
 * of a response whole, whether it has asked for anything or not.
 */
final class CommandWatch {
  /** Commands have a few hundred bytes. */
  private static final int LONGEST_COMMAND = 16 * 1024;

  private static final int VALUE_HEADER = 6;
  private static final int ELEMENT_HEADER = 8;
  private static final int IS_COMMAND = 1;
  private static final int IS_LAST = 2;
  private static final int IS_RESPONSE = 0x8000;
  private static final int WITHOUT_DATA_SET = 0x0101;

  // Group and element of two bytes each, read as one number in little-endian order.
  private static final int COMMAND_FIELD = Tag.CommandField << 16;
  private static final int COMMAND_DATA_SET_TYPE = Tag.CommandDataSetType << 16;

  private final byte[] header = new byte[VALUE_HEADER];
  private int headerBytes;

  /** Of the presentation data value. */
  private long left;

  private final ByteBuffer command =
      ByteBuffer.allocate(LONGEST_COMMAND).order(ByteOrder.LITTLE_ENDIAN);

  /** Where the first element begins that has not come whole. */
  private int elementAt;

  private int field;
  private int dataSetType;

  /** A new PDU begins; presentation data values do not reach from one into the next. */
  void beginPdu() {
    headerBytes = 0;
    left = 0;
  }

  /** Takes note of bytes of a P-DATA-TF PDU, and says what is not to be handed on. */
  Optional<Violation> pass(byte[] bytes, int offset, int count) {
    var at = offset;
    var end = offset + count;
    while (at < end) {
      if (headerBytes < VALUE_HEADER) {
        header[headerBytes++] = bytes[at++];
        if (headerBytes == VALUE_HEADER) {
          // With context and control; one that is shorter the toolkit aborts.
          left = Math.max(0, (ByteBuffer.wrap(header).getInt(0) & 0xFFFF_FFFFL) - 2);
        }
      } else {
        var step = (int) Math.min(left, end - at);
        if (isSet(IS_COMMAND)) {
          if (step > command.remaining()) {
            return tooLong(command.position() + left);
          }
          command.put(bytes, at, step);
        }
        at += step;
        left -= step;
      }
      if (headerBytes == VALUE_HEADER) {
        var violation = isSet(IS_COMMAND) ? check() : Optional.<Violation>empty();
        if (violation.isPresent()) {
          return violation;
        }
        if (left == 0) {
          headerBytes = 0;
        }
      }
    }
    return Optional.empty();
  }

  private boolean isSet(int flag) {
    return (header[VALUE_HEADER - 1] & flag) != 0;
  }

  private Optional<Violation> check() {
    while (elementAt + ELEMENT_HEADER <= command.position()) {
      var length = command.getInt(elementAt + 4) & 0xFFFF_FFFFL;
      if (length > LONGEST_COMMAND) {
        return tooLong(length);
      }
      var end = elementAt + ELEMENT_HEADER + (int) length;
      if (end > command.position()) {
        break;
      }
      if (length >= Short.BYTES) {
        note(command.getInt(elementAt), command.getShort(elementAt + ELEMENT_HEADER) & 0xFFFF);
      }
      elementAt = end;
    }
    if (left > 0 || !isSet(IS_LAST)) {
      return Optional.empty();
    }
    var response = (field & IS_RESPONSE) != 0 && dataSetType != WITHOUT_DATA_SET;
    var what = "command field %04XH".formatted(field);
    command.clear();
    elementAt = 0;
    field = 0;
    dataSetType = 0;
    return response
        ? Optional.of(new Violation(Cut.RESPONSE_WITH_DATA_SET, what))
        : Optional.empty();
  }

  private void note(int tag, int value) {
    if (tag == COMMAND_FIELD) {
      field = value;
    } else if (tag == COMMAND_DATA_SET_TYPE) {
      dataSetType = value;
    }
  }

  private static Optional<Violation> tooLong(long bytes) {
    return Optional.of(new Violation(Cut.COMMAND_TOO_LONG, bytes + " bytes"));
  }
}
