package org.seriesflow.streaming.deadletter;

import java.nio.ByteBuffer;

/** Bytes of events, which Avro keeps in buffers. */
final class Bytes {
  private Bytes() {}

  /** A copy; null for null. */
  static byte[] of(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
