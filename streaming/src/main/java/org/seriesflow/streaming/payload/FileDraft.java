package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;

/** A draft of {@link FilePayloadStore}: a file in the same file system, renamed into its place. */
final class FileDraft extends DraftFile {
  /** A retention job removes folders that it emptied, which may be ours between two steps. */
  private static final int ATTEMPTS = 3;

  private final FilePayloadStore store;

  FileDraft(FilePayloadStore store, Path file) throws IOException {
    super(file);
    this.store = store;
  }

  @Override
  void publish(Path draft, FileChannel written, PayloadRef reference) throws IOException {
    written.force(true);
    Path target = store.root().resolve(reference.getKey());
    Path folder = target.getParent();
    if (moveInto(folder, draft, target)) {
      FilePayloadStore.sync(store.root());
    }
    store.remember(reference.getKey());
  }

  /** Gives whether the folder is new. */
  private static boolean moveInto(Path folder, Path draft, Path target) throws IOException {
    for (var attempt = 1; ; attempt++) {
      boolean isNew = !Files.isDirectory(folder);
      Files.createDirectories(folder);
      try {
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FilePayloadStore.sync(folder);
        return isNew;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  TransientFaultException away(IOException e) {
    return store.away(e);
  }
}
