package org.seriesflow.streaming.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.TransientFaultException;

/**
 * Payloads as files: {@code <root>/<scope>/<sha256>.<extension>}, drafts in {@code <root>/.drafts}.
 * A commit syncs the file, renames it and syncs its folder. The root must exist: one that is
 * missing is a disk that is not mounted, never an empty store.
 */
public final class FilePayloadStore implements PayloadStore {
  private static final String DRAFTS = ".drafts";

  /** Digests are not computed again for files that this process has already seen whole. */
  private static final int VERIFIED_LIMIT = 100_000;

  /** When the bytes of a fetched payload are compared with its reference. */
  public enum Verification {
    /** At the first fetch of a payload by this process, unless it wrote it itself. */
    FIRST_FETCH,
    /** Only the size: for a store on the same disk, where the reader shares the writer's fate. */
    SIZE_ONLY
  }

  private final Path root;
  private final Verification verification;
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  public FilePayloadStore(Path root, Verification verification) {
    this.root = root.toAbsolutePath().normalize();
    this.verification = verification;
  }

  /** Verifies at the first fetch. */
  public FilePayloadStore(Path root) {
    this(root, Verification.FIRST_FETCH);
  }

  @Override
  public Draft draft() {
    try {
      requireRoot();
      Path drafts = root.resolve(DRAFTS);
      Files.createDirectories(drafts);
      // Not createTempFile: its files are for one user alone, and services may run as several.
      Path draft = drafts.resolve("draft-" + UUID.randomUUID() + ".part");
      return new FileDraft(this, Files.createFile(draft));
    } catch (IOException e) {
      throw away(e);
    }
  }

  @Override
  public LocalPayload fetch(PayloadRef reference) {
    Path file = resolve(reference);
    try {
      requireRoot();
      long size = Files.size(file);
      if (size != reference.getSize()) {
        throw PayloadLostException.damaged(
            reference.getKey(), "%d bytes, not %d".formatted(size, reference.getSize()));
      }
      if (verification == Verification.FIRST_FETCH && !verified.contains(reference.getKey())) {
        verify(reference, file);
      }
      return new FileOfStore(file);
    } catch (NoSuchFileException e) {
      // Asked again: a disk that went away in between must not look like a lost payload.
      requireRoot();
      throw PayloadLostException.missing(reference.getKey(), describe());
    } catch (IOException e) {
      throw away(e);
    }
  }

  private void verify(PayloadRef reference, Path file) throws IOException {
    String actual = sha256(file);
    if (!actual.equals(reference.getSha256())) {
      throw PayloadLostException.damaged(
          reference.getKey(), "SHA-256 %s, not %s".formatted(actual, reference.getSha256()));
    }
    remember(reference.getKey());
  }

  void remember(String key) {
    if (verified.size() < VERIFIED_LIMIT) {
      verified.add(key);
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Sha256.copy(in, OutputStream.nullOutputStream());
    }
  }

  @Override
  public boolean contains(PayloadRef reference) {
    Path file = resolve(reference);
    requireRoot();
    return Files.isRegularFile(file);
  }

  @Override
  public Stream<StoredPayload> list(PayloadQuery query) {
    query.scope().ifPresent(PayloadKey::validScope);
    try {
      requireRoot();
      Stream<Path> scopes =
          query.scope().isPresent()
              ? Stream.of(root.resolve(query.scope().get())).filter(Files::isDirectory)
              : entries(root).filter(folder -> !folder.getFileName().toString().startsWith("."));
      return scopes.flatMap(this::payloads).filter(query::matches);
    } catch (IOException e) {
      throw away(e);
    }
  }

  /** Closed with the stream that list() hands out. */
  @SuppressWarnings("StreamResourceLeak")
  private static Stream<Path> entries(Path folder) throws IOException {
    DirectoryStream<Path> entries = Files.newDirectoryStream(folder);
    return StreamSupport.stream(entries.spliterator(), false)
        .onClose(
            () -> {
              try {
                entries.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private Stream<StoredPayload> payloads(Path scope) {
    try {
      return entries(scope).flatMap(file -> stored(scope, file));
    } catch (NotDirectoryException | NoSuchFileException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw away(e);
    }
  }

  private Stream<StoredPayload> stored(Path scope, Path file) {
    String name = scope.getFileName() + "/" + file.getFileName();
    try {
      PayloadKey key = PayloadKey.parse(name);
      var attributes =
          Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
      return Stream.of(
          StoredPayload.of(key, attributes.size(), attributes.lastModifiedTime().toInstant()));
    } catch (PayloadLostException | NoSuchFileException e) {
      // A file that is none of ours, or one that was deleted while we list.
      return Stream.empty();
    } catch (IOException e) {
      throw away(e);
    }
  }

  @Override
  public void delete(PayloadRef reference) {
    Path file = resolve(reference);
    try {
      requireRoot();
      if (Files.deleteIfExists(file)) {
        syncAndPrune(file.getParent());
      }
      verified.remove(reference.getKey());
    } catch (IOException e) {
      throw away(e);
    }
  }

  @Override
  public boolean deleteIfStoredBefore(PayloadRef reference, Instant time) {
    Path file = resolve(reference);
    try {
      requireRoot();
      if (!isBefore(file, time)) {
        return false;
      }
      // Taken out of sight, then looked at again: a commit may have renewed it since the first
      // look.
      Path drafts = Files.createDirectories(root.resolve(DRAFTS));
      Path retired = drafts.resolve("retired-" + UUID.randomUUID() + ".part");
      Files.move(file, retired, StandardCopyOption.ATOMIC_MOVE);
      verified.remove(reference.getKey());
      boolean stillOld = isBefore(retired, time);
      if (!stillOld) {
        putBack(retired, file);
      }
      Files.delete(retired);
      syncAndPrune(file.getParent());
      return stillOld;
    } catch (NoSuchFileException e) {
      requireRoot();
      return false;
    } catch (IOException e) {
      throw away(e);
    }
  }

  private static boolean isBefore(Path file, Instant time) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(time);
  }

  private static void putBack(Path retired, Path file) throws IOException {
    try {
      Files.createDirectories(file.getParent());
      Files.createLink(file, retired);
    } catch (FileAlreadyExistsException e) {
      // The same bytes were committed once more meanwhile.
    }
  }

  private static void syncAndPrune(Path scope) throws IOException {
    try {
      sync(scope);
      Files.delete(scope);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // Others of the series stay, or another job removed the folder first.
    }
  }

  @Override
  public long usableBytes() {
    requireRoot();
    // Asked for each instance: Files.getFileStore would read the table of mounts each time.
    return root.toFile().getUsableSpace();
  }

  @Override
  public String describe() {
    return "file store " + root;
  }

  Path root() {
    return root;
  }

  private Path resolve(PayloadRef reference) {
    PayloadKey key = PayloadKey.of(reference);
    return root.resolve(key.scope()).resolve(key.fileName());
  }

  private void requireRoot() {
    if (!Files.isDirectory(root)) {
      throw new TransientFaultException(
          "The %s is not there: is its disk mounted?".formatted(describe()));
    }
  }

  TransientFaultException away(IOException e) {
    String reason = e.getMessage() == null ? "" : ": " + e.getMessage();
    return new TransientFaultException(
        "The %s does not work (%s%s)".formatted(describe(), e.getClass().getSimpleName(), reason),
        e);
  }

  /** Makes a rename in the folder outlive a loss of power. */
  static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private record FileOfStore(Path file) implements LocalPayload {
    @Override
    public void close() {
      // The file belongs to the store.
    }
  }
}
