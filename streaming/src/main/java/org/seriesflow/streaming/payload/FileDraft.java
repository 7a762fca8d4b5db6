package org.seriesflow.streaming.payload;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.seriesflow.events.PayloadRef;

/**
 * A draft of {@link FilePayloadStore}: a file in the same file system, digested while it is
 * written.
 */
final class FileDraft implements PayloadStore.Draft {
  private static final int BUFFER_BYTES = 1 << 16;

  private final FilePayloadStore store;
  private final Path file;
  private final MessageDigest digest = Sha256.digest();
  private final FileChannel channel;
  private final OutputStream output;
  private boolean ended;

  FileDraft(FilePayloadStore store, Path file) throws IOException {
    this.store = store;
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    this.output =
        new BufferedOutputStream(
            new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER_BYTES);
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public Path file() throws IOException {
    output.flush();
    return file;
  }

  @Override
  public PayloadRef commit(String scope, String mediaType) {
    PayloadKey.validScope(scope);
    String extension = MediaTypes.extension(mediaType);
    if (ended) {
      throw new IllegalStateException("The draft was committed or closed already");
    }
    try {
      output.flush();
      long size = channel.size();
      String sha256 = HexFormat.of().formatHex(digest.digest());
      var key = new PayloadKey(scope, sha256, extension);
      Path target = store.root().resolve(scope).resolve(key.fileName());
      // Also where it stands already: that mends a damaged copy, and its time tells a lister what
      // is recent.
      publish(target);
      store.remember(key.toString());
      return new PayloadRef(key.toString(), sha256, size, mediaType);
    } catch (IOException e) {
      throw store.away(e);
    } finally {
      close();
    }
  }

  private void publish(Path target) throws IOException {
    channel.force(true);
    Path folder = target.getParent();
    boolean isNew = !Files.isDirectory(folder);
    Files.createDirectories(folder);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    FilePayloadStore.sync(folder);
    if (isNew) {
      FilePayloadStore.sync(store.root());
    }
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw store.away(e);
    }
  }
}
