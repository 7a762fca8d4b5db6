package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a command from start to end. */
public final class WholeProcess {
  private static final long TIMEOUT_MINUTES = 10;

  private WholeProcess() {}

  /**
   * Milliseconds from start to end.
   *
   * @throws IOException where it cannot be started or does not end with exit code 0; the message
   *     holds its output's end
   */
  public static double millis(List<String> command) throws IOException, InterruptedException {
    return run(command).millis();
  }

  /** What it wrote, both its streams; refused as {@link #millis} is. */
  public static String output(List<String> command) throws IOException, InterruptedException {
    return run(command).output();
  }

  /**
   * A process that ended well.
   *
   * @param millis wall clock from start to end
   * @param output both its streams
   */
  public record Ended(double millis, String output) {}

  /** Runs it; refused as {@link #millis} is. */
  public static Ended run(List<String> command) throws IOException, InterruptedException {
    var output = Files.createTempFile("seriesflow-bench-", ".log");
    try {
      long begun = System.nanoTime();
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(
            command.getFirst() + " did not end within " + TIMEOUT_MINUTES + " min");
      }
      double millis = (System.nanoTime() - begun) / 1e6;
      var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw new IOException(
            command.getFirst() + " ended with " + process.exitValue() + ": " + text);
      }
      return new Ended(millis, text);
    } finally {
      Files.delete(output);
    }
  }

  /** Where a program stands on the PATH; one that is given with its folder, where it is there. */
  public static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
