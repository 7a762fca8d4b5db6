package org.seriesflow.dicom;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Replaces UIDs by a keyed hash, so that the same UID always becomes the same one, in every replica
 * and at every resend, and nobody without the key can tell which it was. These are pseudonyms: who
 * has the key and a UID can say what it became.
 *
 * <p>HMAC-SHA-256, cut to the 122 bits that a UUID of version 8 leaves free (RFC 9562 section 5.8),
 * written below 2.25 (PS3.5 section B.2).
 */
final class UidPseudonyms {
  private static final String UUID_ROOT = "2.25.";
  private static final int UUID_BYTES = 16;

  private final SecretKey key;

  UidPseudonyms(SecretKey key) {
    this.key = key;
  }

  String of(String uid) {
    var bytes = Arrays.copyOf(mac().doFinal(uid.getBytes(StandardCharsets.US_ASCII)), UUID_BYTES);
    bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x80);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    return UUID_ROOT + new BigInteger(1, bytes);
  }

  private Mac mac() {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
