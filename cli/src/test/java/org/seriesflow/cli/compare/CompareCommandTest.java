package org.seriesflow.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.LabelScore;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The command on a broker and a registry: two jobs of their own over 40 series. */
class CompareCommandTest {
  private static final int SERIES = 40;

  @TempDir private Path folder;
  private final String a = "a-" + UUID.randomUUID();
  private final String b = "b-" + UUID.randomUUID();
  private SchemaRegistryClient registry;

  @BeforeEach
  void predict() {
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    var broker = LocalStack.shared().bootstrapServers();
    try (var admin = new TopicsAdmin(broker, registry);
        var producer = new EventProducer(broker, new EventCodec(registry))) {
      admin.apply(Topics.all(2), 1);
      for (int number = 0; number < SERIES; number++) {
        double score = number / (double) SERIES;
        send(producer, a, number, score);
        send(producer, b, number, Math.sqrt(score));
      }
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldTellTheDifferencesOfTwoJobsInJson() throws Exception {
    var truth = folder.resolve("truth.csv");
    Files.writeString(truth, "seriesInstanceUid,present\n1.2.3.1,0\n1.2.3.39,1\n");

    var run =
        run(
            "--a",
            "job:" + a,
            "--b",
            "job:" + b,
            "--threshold",
            "0.5",
            "--json",
            "--truth",
            "" + truth);

    assertEquals(0, run.exitCode(), run.err());
    assertEquals(SERIES, run.json().path("series").asInt());
    // The root is 0.5 or more from 0.25 on: the series 10 to 19 go over.
    assertEquals(10, run.json().at("/labels/0/flips/0/toPositive").asInt());
    assertEquals(0, run.json().at("/labels/0/flips/0/toNegative").asInt());
    assertEquals(1.0, run.json().at("/labels/0/aucB").asDouble());
    assertEquals("1.2.3.10", run.json().at("/movers/0/seriesInstanceUid").asText());
  }

  @Test
  void shouldWriteAPageAndATableOfAllPairs() throws Exception {
    var html = folder.resolve("diff.html");
    var csv = folder.resolve("scores.csv");

    var run = run("--a", "job:" + a, "--b", "job:" + b, "--html", "" + html, "--csv", "" + csv);

    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("40 series scored by both"), run.out());
    assertEquals(1 + SERIES, Files.readAllLines(csv).size());
    assertEquals(
        "1.2.3.10,1,\"present\",0.25,0.5,0.25",
        Files.readAllLines(csv).stream()
            .filter(line -> line.startsWith("1.2.3.10,"))
            .findFirst()
            .orElseThrow());
    assertTrue(Files.readString(html).contains("</svg>"));
  }

  @Test
  void shouldSayThatNoSeriesWasScoredByBoth() {
    var run = run("--a", "job:" + a, "--b", "job:none");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("no series was scored by both: 40 by job:" + a), run.err());
  }

  @Test
  void shouldRefuseAThresholdThatIsNoProbability() {
    var run = run("--a", "x", "--b", "y", "--threshold", "50");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("--threshold is 50.0, not from 0 to 1"), run.err());
  }

  private static CommandRun run(String... arguments) {
    var all = new ArrayList<>(List.of("compare"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "-b", LocalStack.shared().bootstrapServers(), "-r", LocalStack.shared().registryUrl()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void send(EventProducer producer, String job, int number, double score) {
    var event = SampleEvents.predicted("1.2.3." + number, 1, PredictionStatus.PREDICTED);
    event.getHeader().setMode(ProcessingMode.REPLAY);
    event.getHeader().setJobId(job);
    event.setScores(
        List.of(LabelScore.newBuilder().setLabel("present").setProbability(score).build()));
    producer.send(Topics.PREDICTIONS_RESCORED, event, System.currentTimeMillis());
  }
}
