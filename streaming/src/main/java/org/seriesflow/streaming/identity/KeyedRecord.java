package org.seriesflow.streaming.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a patient's key sealed, and which key. The name stands before it as text, with a zero
 * between them.
 */
final class KeyedRecord {
  private final String keyName;
  private final byte[] sealed;

  KeyedRecord(String keyName, byte[] sealed) {
    this.keyName = keyName;
    this.sealed = sealed.clone();
  }

  String keyName() {
    return keyName;
  }

  byte[] sealed() {
    return sealed.clone();
  }

  byte[] toBytes() {
    var name = keyName.getBytes(StandardCharsets.US_ASCII);
    var bytes = Arrays.copyOf(name, name.length + 1 + sealed.length);
    System.arraycopy(sealed, 0, bytes, name.length + 1, sealed.length);
    return bytes;
  }

  /**
   * Reads what {@link #toBytes} gave.
   *
   * @throws IdentityException where it is something else
   */
  static KeyedRecord ofBytes(byte[] bytes) {
    for (var i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return new KeyedRecord(
            new String(bytes, 0, i, StandardCharsets.US_ASCII),
            Arrays.copyOfRange(bytes, i + 1, bytes.length));
      }
    }
    throw new IdentityException(
        "a record of the vault names no key: it is of another release", null);
  }
}
