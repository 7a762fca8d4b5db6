package org.seriesflow.streaming.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret of de-identification. A key for each purpose is derived from it by HMAC-SHA-256
 * over the purpose's name, so that none of them says anything of another. All replicas need the
 * same secret, and for as long as the data is there: under another one every UID becomes another
 * pseudonym, and the vault cannot be opened.
 */
public final class IdentityKey {
  private static final int LEAST_BYTES = 32;
  static final String MAC = "HmacSHA256";

  private final byte[] secret;

  private IdentityKey(byte[] secret) {
    this.secret = secret.clone();
  }

  /**
   * A key as configuration holds it.
   *
   * @param text at least 32 bytes in Base64
   * @throws IdentityException where it is something else; the message does not hold it
   */
  public static IdentityKey ofBase64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IdentityException(
          "the key is no Base64; make one with: openssl rand -base64 32", e);
    }
    if (bytes.length < LEAST_BYTES) {
      throw new IdentityException(
          "the key has %d bytes, and needs %d; make one with: openssl rand -base64 32"
              .formatted(bytes.length, LEAST_BYTES),
          null);
    }
    return new IdentityKey(bytes);
  }

  /**
   * A key that stands in a file, in Base64.
   *
   * @throws IdentityException naming the file, where it cannot be read or holds no key
   */
  public static IdentityKey read(Path file) {
    try {
      return ofBase64(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IdentityException("the key file %s cannot be read: %s".formatted(file, e), e);
    } catch (IdentityException e) {
      throw new IdentityException("key file " + file + ": " + e.getMessage(), e);
    }
  }

  /** For the HMAC that UIDs are replaced by. */
  public SecretKey forUids() {
    return derived(secret, "seriesflow uids", MAC);
  }

  /** What records are sealed by. */
  SealedRecords records() {
    return new SealedRecords(secret);
  }

  /** For the HMAC that patients are indexed by. */
  SecretKey forPatients() {
    return derived(secret, "seriesflow patients", MAC);
  }

  /** The key of a secret for one purpose. */
  static SecretKey derived(byte[] secret, String purpose, String algorithm) {
    return new SecretKeySpec(
        hmac(new SecretKeySpec(secret, MAC), purpose.getBytes(StandardCharsets.US_ASCII)),
        algorithm);
  }

  static byte[] hmac(SecretKey key, byte[] message) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }
}
