package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of others, run from start to end. */
final class Programs {
  private static final int PATIENCE_SECONDS = 60;

  private Programs() {}

  /**
   * Runs a command, and fails with what it wrote where it does not end well. The test is skipped
   * where the program is not installed.
   *
   * @param folder takes what it writes
   */
  static void run(Path folder, List<String> command) throws IOException, InterruptedException {
    SharedData.requireProgram(command.getFirst());
    var log = folder.resolve("output.txt");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), command.getFirst() + " does not end");
    assertEquals(0, process.exitValue(), () -> readable(log));
  }

  private static String readable(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
