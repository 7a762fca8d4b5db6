package org.seriesflow.streaming.payload;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;

/**
 * A draft as a local file, digested while it is written: the key of a payload is known only at its
 * end. What is made of the file is the store's.
 */
abstract class DraftFile implements PayloadStore.Draft {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final MessageDigest digest = Sha256.digest();
  private final FileChannel channel;
  private final OutputStream output;
  private boolean ended;

  /**
   * Takes over an empty file.
   *
   * @param file deleted when the draft ends, unless the store took it away
   */
  DraftFile(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    this.output =
        new BufferedOutputStream(
            new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER_BYTES);
  }

  /**
   * Makes the payload durable and visible, also where it stands already: that mends a damaged copy,
   * and its time tells a lister what is recent.
   *
   * @param draft the whole payload, written to its channel and not yet synced
   */
  abstract void publish(Path draft, FileChannel written, PayloadRef reference) throws IOException;

  /** What a fault of the local file means. */
  abstract TransientFaultException away(IOException e);

  @Override
  public final OutputStream output() {
    return output;
  }

  @Override
  public final Path file() throws IOException {
    output.flush();
    return file;
  }

  @Override
  public final PayloadRef commit(String scope, String mediaType) {
    PayloadKey.validScope(scope);
    String extension = MediaTypes.extension(mediaType);
    if (ended) {
      throw new IllegalStateException("The draft was committed or closed already");
    }
    try {
      output.flush();
      String sha256 = HexFormat.of().formatHex(digest.digest());
      var key = new PayloadKey(scope, sha256, extension);
      var reference = new PayloadRef(key.toString(), sha256, channel.size(), mediaType);
      publish(file, channel, reference);
      return reference;
    } catch (IOException e) {
      throw away(e);
    } finally {
      close();
    }
  }

  @Override
  public final void close() {
    if (ended) {
      return;
    }
    ended = true;
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw away(e);
    }
  }
}
