package org.seriesflow.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.phantom.Phantoms;

/** The command as users run it, as a process of its own. */
class DemoProcessTest {
  private static final long END_TIMEOUT_SECONDS = 60;

  @TempDir Path folder;
  private Process demo;

  @AfterEach
  void endTheDemo() {
    if (demo != null) {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }

  private Process start(String... arguments) throws IOException {
    var root = System.getProperty("seriesflow.root");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.seriesflow.events",
                "-Dseriesflow.root=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                "org.seriesflow.cli.Seriesflow"));
    command.addAll(List.of(arguments));
    demo = new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
    return demo;
  }

  private String stderr() throws IOException {
    return Files.readString(folder.resolve("stderr"), StandardCharsets.UTF_8);
  }

  @Test
  void shouldGiveOneDocumentAndLeaveNoProcessBehindWhenItIsTerminated() throws Exception {
    var phantoms = Phantoms.ifShipped().orElseThrow();
    var process =
        start(
            "demo",
            "--json",
            "--free-ports",
            "--roi",
            "tiny-roi",
            "--classifier",
            "tiny-classifier",
            "--idle",
            "3",
            "--data-dir",
            folder.resolve("data").toString());
    // The document is complete while the demo goes on running: the parser stops at its end.
    JsonNode document;
    try (MappingIterator<JsonNode> documents =
        new ObjectMapper().readerFor(JsonNode.class).readValues(process.getInputStream())) {
      assertTrue(documents.hasNextValue(), this::stderrUnchecked);
      document = documents.nextValue();
      var children = process.descendants().toList();
      assertEquals(5, children.size(), "broker, registry and three services");
      process.destroy();
      assertTrue(process.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS), "it did not end");
      assertTrue(children.stream().noneMatch(ProcessHandle::isAlive), "a child process is left");
    }
    assertTrue(stderr().lines().noneMatch(line -> line.startsWith("seriesflow: ")), stderr());
    assertEquals(phantoms.series().size(), document.get("series").size());
    for (var series : document.get("series")) {
      assertEquals("PREDICTED", series.get("status").asText(), series.toString());
      assertTrue(series.at("/truth/synthetic").asBoolean(), series.toString());
    }
    assertTrue(document.at("/summary/syntheticInput").asBoolean());
    assertEquals(0, document.get("refused").size());
  }

  private String stderrUnchecked() {
    try {
      return stderr();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Test
  void shouldSayInOneLineWhyItCannotStartAndLeaveNoProcessBehind() throws Exception {
    var spoilt = Files.createDirectory(folder.resolve("spoilt"));
    Files.writeString(spoilt.resolve("manifest.yaml"), "id: spoilt\n");
    var process =
        start(
            "demo",
            "--once",
            "--free-ports",
            "--roi",
            spoilt.toString(),
            "--classifier",
            "tiny-classifier",
            "--data-dir",
            folder.resolve("data").toString());
    assertTrue(process.waitFor(3, TimeUnit.MINUTES), "it did not end");
    assertEquals(1, process.exitValue(), stderr());
    assertEquals(0, process.descendants().count());
    var errors = stderr().lines().filter(line -> line.startsWith("seriesflow: ")).toList();
    assertEquals(1, errors.size(), stderr());
    assertTrue(errors.getFirst().contains("manifest.yaml"), errors.getFirst());
  }
}
