package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;

/** A shadow beside a live deployment, its promotion and the way back. */
class ShadowTest {
  private static final String CANDIDATE_VERSION = "99.0.0";

  @TempDir private Path folder;
  private final String name = UUID.randomUUID().toString();
  private final String series = "1.2.840." + Integer.toUnsignedString(name.hashCode());
  private Path candidate;
  private PayloadRef payload;
  private OwnTopics topics;

  @BeforeEach
  void open() throws Exception {
    payload =
        ClassifierServiceBrokerTest.stored(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))));
    candidate =
        DeployedService.tinyPackage(folder.resolve("candidate"), "version", CANDIDATE_VERSION);
    topics = new OwnTopics(name);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldScoreWhatTheLiveDeploymentScoresWithoutAWordOnItsTopic() throws Exception {
    try (var live = live(DeployedService.tinyPackage());
        var shadow = shadow()) {
      send(1);

      assertEquals(List.of("1 LIVE " + inUse()), await(Topics.PREDICTIONS, 1));
      assertEquals(List.of("1 SHADOW " + CANDIDATE_VERSION), await(Topics.PREDICTIONS_RESCORED, 1));
      assertTrue(live.isLive() && shadow.isLive());
    }
  }

  /** The application id stays: what was predicted before is not predicted again. */
  @Test
  void shouldPromoteACandidateAndRollItBackByThePackageOfTheLiveDeploymentAlone() throws Exception {
    try (var before = live(DeployedService.tinyPackage())) {
      send(1);
      await(Topics.PREDICTIONS, 1);
      assertTrue(before.isLive());
    }
    try (var promoted = live(candidate)) {
      send(2);
      await(Topics.PREDICTIONS, 2);
      assertTrue(promoted.isLive());
    }
    try (var rolledBack = live(DeployedService.tinyPackage())) {
      send(3);

      assertEquals(
          List.of("1 LIVE " + inUse(), "2 LIVE " + CANDIDATE_VERSION, "3 LIVE " + inUse()),
          await(Topics.PREDICTIONS, 3));
      assertTrue(rolledBack.isLive());
    }
  }

  private StageApplication live(Path modelPackage) {
    return DeployedService.start(
        folder,
        Map.of(
            "seriesflow.application-id",
            "live-" + name,
            "seriesflow.topics.rois",
            topics.rois().name(),
            "seriesflow.package",
            modelPackage.toString()));
  }

  private StageApplication shadow() {
    return DeployedService.start(
        folder,
        Map.of(
            "seriesflow.application-id",
            "shadow-" + name,
            "seriesflow.topics.rois",
            topics.rois().name(),
            "seriesflow.mode",
            "SHADOW",
            "seriesflow.topics.predictions",
            Topics.PREDICTIONS_RESCORED.name(),
            "seriesflow.package",
            candidate.toString()));
  }

  private String inUse() throws IOException {
    return Files.readAllLines(DeployedService.tinyPackage().resolve("manifest.yaml")).stream()
        .filter(line -> line.startsWith("version:"))
        .map(line -> line.substring("version:".length()).strip().replace("\"", ""))
        .findFirst()
        .orElseThrow();
  }

  private void send(int revision) throws Exception {
    topics.send(topics.rois(), ClassifierServiceBrokerTest.region(series, revision, payload));
  }

  /** Revision, mode and version of the classifier of all predictions of the series. */
  private List<String> await(Topic<SeriesPredicted> topic, int count) {
    return topics.await(topic, series, count).stream().map(ShadowTest::inWords).toList();
  }

  private static String inWords(SeriesPredicted prediction) {
    var header = prediction.getHeader();
    return "%d %s %s".formatted(header.getRevision(), header.getMode(), classifier(prediction));
  }

  private static String classifier(SeriesPredicted prediction) {
    return prediction.getModels().stream()
        .filter(model -> model.getRole() == PackageRole.CLASSIFIER)
        .map(model -> model.getVersion())
        .findFirst()
        .orElseThrow();
  }
}
