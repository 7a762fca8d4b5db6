package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every JDK has. */
final class Sha256 {
  private static final int BUFFER_BYTES = 1 << 18;

  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies a stream to its end; gives the digest in hexadecimal. */
  static String copy(InputStream source, OutputStream target) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
      digest.update(buffer, 0, read);
      target.write(buffer, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
