package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A range of a file as the body of a request, which may be read several times (digest, signature,
 * repetition) and never stands in memory.
 *
 * @param offset of the first byte
 * @param length in bytes
 */
record FilePart(Path file, long offset, long length) {

  RequestBody body(String mediaType) {
    return RequestBody.fromContentProvider(this::open, length, mediaType);
  }

  /** What {@code Content-MD5} says (RFC 1864): every server of the S3 API compares it. */
  String contentMd5() throws IOException {
    try {
      var md5 = MessageDigest.getInstance("MD5");
      try (var in = new DigestInputStream(open(), md5)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return Base64.getEncoder().encodeToString(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private InputStream open() {
    try {
      var channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(offset);
      return new Bounded(Channels.newInputStream(channel), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends after that many bytes. */
  private static final class Bounded extends InputStream {
    private final InputStream source;
    private long left;

    Bounded(InputStream source, long left) {
      this.source = source;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = source.read(target, from, (int) Math.min(count, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
