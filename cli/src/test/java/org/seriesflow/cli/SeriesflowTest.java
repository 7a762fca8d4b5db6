package org.seriesflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesflowTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Seriesflow.run(
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            80,
            false),
        arguments);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "send",
        "follow",
        "complete",
        "topics",
        "payloads",
        "normalise",
        "predict",
        "model",
        "bench",
        "test"
      })
  void shouldExplainEachCommandWithAnExample(String command) {
    assertEquals(0, run(command, "--help"));
    var help = out.toString(StandardCharsets.UTF_8);
    assertTrue(help.contains("Usage: seriesflow " + command), help);
    assertTrue(help.contains("seriesflow " + command + " ") || help.contains("apply"), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
  }

  @Test
  void shouldExplainItselfWithoutACommand() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("demo"));
  }

  @Test
  void shouldRefuseAnUnknownOptionInOneLine() {
    assertEquals(2, run("demo", "--twice"));
    assertEquals(1, err().lines().count(), err());
    assertTrue(err().startsWith("seriesflow: Unknown option: '--twice'"), err());
  }

  @Test
  void shouldSayInOneLineThatAFolderIsMissing() {
    assertEquals(1, run("send", "/does/not/exist"));
    assertEquals(
        "seriesflow: /does/not/exist does not exist",
        err().strip().lines().findFirst().orElseThrow());
  }

  @Test
  void shouldNameATlsFileThatIsMissing() {
    assertEquals(2, run("send", "--tls", "--tls-trust", "/does/not/exist.pem", "."));
    assertTrue(err().contains("/does/not/exist.pem"), err());
  }

  @Test
  void shouldAskForTlsWhereItsOptionsStand() {
    assertEquals(2, run("send", "--tls-any-host", "."));
    assertTrue(err().contains("--tls"), err());
  }

  @Test
  void shouldShowNoStackTraceUnlessAskedTo() {
    run("send", "/does/not/exist");
    assertFalse(err().contains("\tat "), err());
    err.reset();
    run("send", "--debug", "/does/not/exist");
    assertTrue(err().contains("\tat "), err());
  }
}
