package org.seriesflow.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.Seriesflow;
import org.seriesflow.cli.Terminal;

/** {@code seriesflow faults} in its shortest forms; the long ones stand in docs/reliability.md. */
class FaultsTest {
  private static final int COLUMNS = 120;

  private static JsonNode faults(String... arguments) throws Exception {
    var out = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            System.err,
            COLUMNS,
            false);
    var command = new ArrayList<>(List.of("faults", "--json"));
    command.addAll(List.of(arguments));
    Seriesflow.run(terminal, command.toArray(String[]::new));
    return new ObjectMapper().readTree(out.toByteArray());
  }

  private static void assertNothingLostAndNothingDoubled(JsonNode report) {
    assertAll(
        report.toPrettyString(),
        () -> assertEquals(0, report.get("withoutTrace").asInt(), "acknowledged without a trace"),
        () -> assertEquals(0, report.get("lost").asInt(), "lost"),
        () -> assertEquals(0, report.get("doubled").asInt(), "doubled"),
        () -> assertEquals(0, report.get("outOfOrder").asInt(), "out of order"));
  }

  @Test
  void shouldEndEachSeriesOnceWhileServicesBrokersAndRegistryAreKilled() throws Exception {
    var report =
        faults(
            "--series",
            "12",
            "--faults",
            "3",
            "--seed",
            "7",
            "--kinds",
            "KILL_SERVICE,KILL_BROKER,REGISTRY_AWAY");

    assertNothingLostAndNothingDoubled(report);
    assertEquals(12, report.get("series").asInt());
    assertEquals(3, report.get("faults").size());
  }

  @Test
  void shouldPublishAgainWhatTheOnlyBrokerHadAcknowledgedAndLost() throws Exception {
    var report =
        faults(
            "--series",
            "6",
            "--faults",
            "1",
            "--seed",
            "8",
            "--brokers",
            "1",
            "--kinds",
            "POWER_LOSS");

    assertEquals(0, report.get("withoutTrace").asInt(), report.toPrettyString());
    assertEquals(0, report.get("lost").asInt(), report.toPrettyString());
  }
}
