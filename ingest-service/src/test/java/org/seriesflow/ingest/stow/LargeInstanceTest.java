package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance of many times the heap, in a process of its own. */
class LargeInstanceTest {
  private static final long BYTES = 768L << 20;

  @TempDir Path folder;

  @Test
  void shouldTakeAnInstanceOf768MebibytesInAHeapOf24() throws Exception {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx24m",
                "-XX:MaxDirectMemorySize=8m",
                "-XX:+UseSerialGC",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.seriesflow.events",
                "-cp",
                System.getProperty("java.class.path"),
                LargeInstance.class.getName(),
                folder.toString(),
                Long.toString(BYTES))
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), said);
    var last = new Scanner(said.strip().lines().toList().getLast());
    assertEquals(200, last.nextInt(), said);
    assertTrue(last.nextLong() > BYTES, said);
  }
}
