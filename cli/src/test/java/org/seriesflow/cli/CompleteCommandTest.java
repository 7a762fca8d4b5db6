package org.seriesflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The command on a broker and a registry. */
class CompleteCommandTest {
  private final String series = "1.2.3." + Math.abs(UUID.randomUUID().hashCode() / 2);
  private SchemaRegistryClient registry;

  @BeforeEach
  void makeTopics() {
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      admin.apply(Topics.all(2), 1);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static CommandRun run(String... arguments) {
    var all = new ArrayList<>(List.of("complete"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "-b", LocalStack.shared().bootstrapServers(), "-r", LocalStack.shared().registryUrl()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private List<SeriesEvidence> logged() {
    var events = new ArrayList<SeriesEvidence>();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(),
            new EventCodec(registry),
            Topics.SERIES_EVIDENCE,
            EventReader.From.BEGINNING)) {
      reader.readToEnd(event -> events.add(event.event()));
    }
    return events.stream()
        .filter(event -> event.getHeader().getSeriesInstanceUid().equals(series))
        .toList();
  }

  @Test
  void shouldLogTheDecisionWithWhoAndWhy() {
    var run = run(series, "--reason", "the scanner is off", "--by", "jane");

    assertEquals(0, run.exitCode(), run.err());
    var event = logged().getFirst();
    assertEquals(CompletionEvidence.FORCED, event.getEvidence());
    assertEquals("jane", event.getForcedBy());
    assertEquals("the scanner is off", event.getReason());
  }

  @Test
  void shouldSayInJsonWhatWasDecided() throws Exception {
    var run = run(series, "--reason", "the scanner is off", "--by", "jane", "--json");

    assertEquals(0, run.exitCode(), run.err());
    assertEquals(series, run.json().path("seriesInstanceUid").asText());
    assertEquals("series-evidence", run.json().path("topic").asText());
  }

  @Test
  void shouldRefuseWhatIsNoUid() {
    var run = run("none", "--reason", "x");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("\"none\" is not a Series Instance UID"), run.err());
  }
}
