package org.seriesflow.streaming.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM, bound to the place of a record. The nonce is an HMAC of place and content, so that
 * the same record gives the same bytes (a resend leaves nothing behind in a content-addressed
 * store) and no nonce is used for two contents, but by a chance of 2⁻⁹⁶ a pair. Who reads the store
 * sees thereby that two records are equal, and their length.
 */
final class SealedRecords {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey encryption;
  private final SecretKey nonces;

  /** Sealed by keys that are derived from that secret, of 32 bytes or more. */
  SealedRecords(byte[] secret) {
    encryption = IdentityKey.derived(secret, "seriesflow records", "AES");
    nonces = IdentityKey.derived(secret, "seriesflow nonces", IdentityKey.MAC);
  }

  byte[] seal(String place, byte[] content) {
    var bound = place.getBytes(StandardCharsets.US_ASCII);
    var message = Arrays.copyOf(bound, bound.length + 1 + content.length);
    System.arraycopy(content, 0, message, bound.length + 1, content.length);
    var nonce = Arrays.copyOf(IdentityKey.hmac(nonces, message), NONCE_BYTES);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(content);
      var record = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, record, NONCE_BYTES, sealed.length);
      return record;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Opens a record.
   *
   * @throws IdentityException where it was sealed by another key, or changed, or moved
   */
  byte[] open(String place, byte[] record) {
    var bound = place.getBytes(StandardCharsets.US_ASCII);
    if (record.length < NONCE_BYTES) {
      throw unopened(place, null);
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(record, NONCE_BYTES), bound)
          .doFinal(record, NONCE_BYTES, record.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw unopened(place, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  private static IdentityException unopened(String place, Exception cause) {
    return new IdentityException(
        "a record of %s cannot be opened: it was sealed by another key, or was changed"
            .formatted(place),
        cause);
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] bound) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound);
    return cipher;
  }
}
