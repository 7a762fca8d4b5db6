package org.seriesflow.cli.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.seriesflow.local.LocalStackException;

/**
 * The payload store's disk: a small file system in memory where this process may mount one, else a
 * folder, which can neither be filled nor be made read-only.
 */
final class PayloadDisk implements AutoCloseable {
  /** Beyond the room that ingest keeps free before it lets a further association in. */
  private static final String SIZE = "1g";

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int MOUNT_SECONDS = 10;
  private static final int TRIES = 2000;
  private static final long BETWEEN_TRIES_MILLIS = 5;

  private final Path disk;
  private final Path away;
  private final Path store;
  private final Path ballast;
  private final boolean mounted;

  /** Makes the disk at a new folder, with the store's root on it behind a link of that name. */
  PayloadDisk(Path folder, Path link) throws IOException, InterruptedException {
    disk = Files.createDirectories(folder);
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "seriesflow", disk.toString());
    store = Files.createDirectories(disk.resolve("payloads"));
    away = disk.resolve("payloads-away");
    ballast = disk.resolve("ballast");
    Files.createSymbolicLink(link, store);
  }

  /** Whether it is a file system of its own. */
  boolean isMounted() {
    return mounted;
  }

  void takeAway() throws IOException {
    Files.move(store, away);
  }

  void bringBack() throws IOException {
    Files.move(away, store);
  }

  /** Lets nobody write. */
  void protect() throws IOException, InterruptedException {
    // Refused by the system while any file is open for writing: there are moments without one.
    for (int tried = 0; !remount("ro"); tried++) {
      if (tried == TRIES) {
        throw new LocalStackException("The disk cannot be made read-only: " + disk);
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
    }
  }

  void unprotect() throws IOException, InterruptedException {
    if (!remount("rw")) {
      throw new LocalStackException("The disk stays read-only: " + disk);
    }
  }

  private boolean remount(String option) throws IOException, InterruptedException {
    return run("mount", "-o", "remount," + option, disk.toString());
  }

  /** Writes until no byte is left. */
  void fill() throws IOException {
    if (!mounted) {
      throw new LocalStackException("A folder of a shared disk is not filled: " + disk);
    }
    try (OutputStream out = Files.newOutputStream(ballast)) {
      fillWith(out, new byte[BLOCK_BYTES]);
    }
  }

  /** Smaller and smaller blocks, so that the last byte goes, too. */
  private static void fillWith(OutputStream out, byte[] block) throws IOException {
    for (int length = block.length; length > 0; ) {
      try {
        out.write(block, 0, length);
      } catch (IOException full) {
        length /= 2;
      }
    }
  }

  void empty() throws IOException {
    Files.deleteIfExists(ballast);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(MOUNT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  @Override
  public void close() {
    if (mounted) {
      try {
        run("umount", "--lazy", disk.toString());
      } catch (IOException e) {
        throw new LocalStackException("The disk stays mounted: " + disk, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
