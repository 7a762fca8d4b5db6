package org.seriesflow.cli.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of one process, by libfaketime where that is installed; monotonic time is left
 * alone.
 */
final class FakeClock {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));
  private static final String RIGHT = "+0";

  private final Path library;
  private final Path offset;

  private FakeClock(Path library, Path offset) throws IOException {
    this.library = library;
    this.offset = offset;
    set(RIGHT);
  }

  /** A clock that is right so far; empty where the library is not installed. */
  static Optional<FakeClock> in(Path folder) throws IOException {
    var library = LIBRARIES.stream().filter(Files::isRegularFile).findFirst();
    return library.isPresent()
        ? Optional.of(new FakeClock(library.get(), folder.resolve("clock-offset")))
        : Optional.empty();
  }

  /** The command, under this clock. */
  List<String> wrap(List<String> command) {
    return Stream.concat(
            Stream.of(
                "/usr/bin/env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + offset,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // The JVM waits by the monotonic clock; "mended", such waits end at once, for ever.
                "FAKETIME_FORCE_MONOTONIC_FIX=0"),
            command.stream())
        .toList();
  }

  /** Two hours ahead, within a second. */
  void jump() throws IOException {
    set("+2h");
  }

  /** Right again, within a second. */
  void putRight() throws IOException {
    set(RIGHT);
  }

  private void set(String value) throws IOException {
    Files.writeString(offset, value + "\n");
  }
}
