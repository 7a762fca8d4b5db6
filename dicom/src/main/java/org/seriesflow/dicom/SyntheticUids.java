package org.seriesflow.dicom;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** UIDs of synthetic objects. */
final class SyntheticUids {
  private SyntheticUids() {}

  /** A UID derived from a UUID (PS3.5 section B.2), the same for the same name. */
  static String of(String name) {
    var uuid =
        UUID.nameUUIDFromBytes(("seriesflow synthetic " + name).getBytes(StandardCharsets.UTF_8));
    var bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return "2.25." + new BigInteger(1, bytes.array());
  }
}
