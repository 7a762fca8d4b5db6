package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;

/** Two live classifiers side by side on a real broker. */
class SideBySideBrokerTest {
  private static final String KNEES = "knee-classifier";

  @TempDir private Path folder;
  private final String name = UUID.randomUUID().toString();
  private final String series = "1.2.840." + Integer.toUnsignedString(name.hashCode());
  private Path kneePackage;
  private PayloadRef payload;
  private OwnTopics topics;

  @BeforeEach
  void open() throws Exception {
    payload =
        ClassifierServiceBrokerTest.stored(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))));
    kneePackage = DeployedService.tinyPackage(folder.resolve("knees"), "id", KNEES);
    topics = new OwnTopics(name);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldSayEachEndOnceByTheDeploymentThatItIsFor() throws Exception {
    try (var byDefault = byDefault(KNEES);
        var forKnees = forKnees()) {
      topics.send(topics.rois(), region(1, KNEES));
      await(1);
      topics.send(Topics.DEAD_LETTERS, letter(2));
      await(2);
      topics.send(topics.rois(), region(3, "hip-classifier"));
      await(3);
      // What either would have said too much of these stands before what it says of those.
      topics.send(topics.rois(), region(4, KNEES));
      await(4);
      topics.send(topics.rois(), region(5, null));

      assertEquals(
          List.of(
              "1 PREDICTED by knee-classifier",
              "2 WITHDRAWN by tiny-classifier",
              "3 FAILED by tiny-classifier",
              "4 PREDICTED by knee-classifier",
              "5 PREDICTED by tiny-classifier"),
          await(5));
      assertTrue(byDefault.isLive() && forKnees.isLive());
    }
  }

  @Test
  void shouldPredictWhatFailedBeforeItsPackageWasDeployed() throws Exception {
    try (var alone = byDefault("")) {
      topics.send(topics.rois(), region(1, KNEES));
      assertEquals(List.of("1 FAILED by tiny-classifier"), await(1));
      assertTrue(alone.isLive());
    }
    try (var byDefault = byDefault(KNEES);
        var forKnees = forKnees()) {
      assertEquals(
          List.of("1 FAILED by tiny-classifier", "1 PREDICTED by knee-classifier"), await(2));
      assertTrue(byDefault.isLive() && forKnees.isLive());
    }
  }

  @Test
  void shouldRedriveToTheDeploymentThatIsNamed() throws Exception {
    var lost = folder.resolve("payloads").resolve(payload.getKey());
    var aside = folder.resolve("aside");
    Files.move(lost, aside);
    try (var byDefault = byDefault(KNEES);
        var forKnees = forKnees()) {
      topics.send(topics.rois(), region(1, KNEES));
      assertEquals(List.of("1 FAILED by knee-classifier"), await(1));
      Files.move(aside, lost);
      topics.redrive(series);

      assertEquals(
          List.of("1 FAILED by knee-classifier", "1 PREDICTED by knee-classifier"), await(2));
      assertTrue(byDefault.isLive() && forKnees.isLive());
    }
  }

  private StageApplication byDefault(String elsewhere) {
    return DeployedService.start(
        folder,
        Map.of(
            "seriesflow.application-id",
            "default-" + name,
            "seriesflow.topics.rois",
            topics.rois().name(),
            "seriesflow.packages.elsewhere",
            elsewhere));
  }

  private StageApplication forKnees() {
    return DeployedService.start(
        folder,
        Map.of(
            "seriesflow.application-id",
            "knees-" + name,
            "seriesflow.topics.rois",
            topics.rois().name(),
            "seriesflow.package",
            kneePackage.toString(),
            "seriesflow.packages.only-named",
            "true"));
  }

  private RoiExtracted region(int revision, String classifierPackage) {
    var region = ClassifierServiceBrokerTest.region(series, revision, payload);
    region.setRouting(Fixtures.routing(classifierPackage));
    return region;
  }

  private DeadLetter letter(int revision) {
    var letter = Fixtures.letter(revision, "normalisation");
    letter.getHeader().setSeriesInstanceUid(series);
    return letter;
  }

  /** All that was said of the series, once it is that much. */
  private List<String> await(int count) {
    return topics.await(Topics.PREDICTIONS, series, count).stream()
        .map(SideBySideBrokerTest::inWords)
        .toList();
  }

  private static String inWords(SeriesPredicted prediction) {
    return "%d %s by %s"
        .formatted(
            prediction.getHeader().getRevision(),
            prediction.getStatus(),
            prediction.getModels().stream()
                .filter(model -> model.getRole() == PackageRole.CLASSIFIER)
                .map(model -> model.getId())
                .findFirst()
                .orElseThrow());
  }
}
