package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.classifier.ClassifierTopology.ClassifierTopics;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.events.Lane;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.PassGate;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PackageLabels;
import org.seriesflow.stages.PackageRunner;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.deadletter.LetterChain;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.stage.ServedLanes;

/** Both lanes of the service on a real broker. */
class LanesBrokerTest {
  @TempDir private Path folder;
  private final String name = UUID.randomUUID().toString();
  private final String routine = uid(1);
  private final String urgent = uid(2);
  private final List<String> passes = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private PayloadRef payload;
  private OwnTopics ownTopics;

  @BeforeEach
  void open() throws Exception {
    payload =
        ClassifierServiceBrokerTest.stored(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))));
    ownTopics = new OwnTopics(name);
  }

  @AfterEach
  void close() {
    ownTopics.close();
  }

  @Test
  void shouldPredictAnUrgentSeriesWhileARoutineOneIsBetweenTwoOfItsPasses() throws Exception {
    try (var application = holdingRoutine()) {
      application.start().toCompletableFuture().join();
      send(Lane.ROUTINE, routine);
      assertTrue(held.await(60, TimeUnit.SECONDS), "no routine series was taken");
      send(Lane.STAT, urgent);

      assertEquals(List.of("1 PREDICTED"), await(urgent, 1));
      assertEquals(List.of(), said(routine));
      goOn.countDown();
      assertEquals(List.of("1 PREDICTED"), await(routine, 1));
      assertEquals(List.of("ROUTINE", "STAT", "STAT", "ROUTINE"), passes);
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void shouldPredictAnUrgentRevisionWhoseDeadLetterWasRedriven() throws Exception {
    var lost = folder.resolve("payloads").resolve(payload.getKey());
    var aside = folder.resolve("aside");
    Files.move(lost, aside);
    try (var application =
        DeployedService.start(
            folder,
            Map.of(
                "seriesflow.application-id",
                name,
                "seriesflow.topics.rois",
                ownTopics.rois(Lane.ROUTINE).name()))) {
      send(Lane.STAT, urgent);
      assertEquals(List.of("1 FAILED"), await(urgent, 1));
      assertEquals(name + "-stat", letters().latest().getApplicationId());
      assertEquals(ownTopics.rois(Lane.STAT).name(), letters().latest().getTopic());
      Files.move(aside, lost);

      ownTopics.redrive(urgent);

      assertEquals(List.of("1 FAILED", "1 PREDICTED"), await(urgent, 2));
      assertEquals("PREDICTED", letters().end().orElseThrow().status());
      assertTrue(application.isLive());
    }
  }

  /** The service with two passes a series; one that is routine waits between them. */
  private StageApplication holdingRoutine() {
    var config =
        DeployedService.config(
            folder,
            Map.of(
                "seriesflow.application-id",
                name,
                "seriesflow.topics.rois",
                ownTopics.rois(Lane.ROUTINE).name()));
    var meters = new SimpleMeterRegistry();
    var deployment =
        new Deployment(ProcessingMode.LIVE, "classifier-service@test", Clock.systemUTC());
    var runner = PackageRunner.open(config, PackageRole.CLASSIFIER, meters);
    return StageApplication.of(
        config,
        deployment,
        runner,
        meters,
        lanes -> {
          var topics =
              ClassifierTopics.of(
                  lanes, ownTopics.rois(Lane.ROUTINE), Topics.SERIES_SKIPPED, Topics.PREDICTIONS);
          return new StageApplication.Wiring(
              topics.all(),
              (runtime, payloads) ->
                  ClassifierTopology.build(
                      runtime,
                      new Parts(
                          topics,
                          DeployedPackage.alone(runner.reference()),
                          new PredictionEvents(
                              deployment,
                              runner.reference(),
                              PackageLabels.of(runner.modelPackage())),
                          payloads,
                          _ ->
                              runner.run(
                                  lanes.lane(),
                                  gate -> twoPasses(lanes, gate),
                                  Classification::network),
                          Duration.ofDays(8))));
        });
  }

  private Classification twoPasses(ServedLanes lanes, PassGate gate) {
    gate.pass(() -> passes.add(lanes.name()));
    if (lanes == ServedLanes.ROUTINE) {
      held.countDown();
      try {
        assertTrue(goOn.await(60, TimeUnit.SECONDS), "nobody let the routine series go on");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    gate.pass(() -> passes.add(lanes.name()));
    return Fixtures.classification();
  }

  private LetterChain letters() {
    return ownTopics.letters(urgent).getFirst();
  }

  private String uid(int number) {
    return "1.2.840.%d.%s".formatted(number, Integer.toUnsignedString(name.hashCode()));
  }

  private void send(Lane lane, String series) throws Exception {
    var region = ClassifierServiceBrokerTest.region(series, 1, payload);
    region.getHeader().setLane(lane);
    ownTopics.send(ownTopics.rois(lane), region);
  }

  private List<String> await(String series, int count) {
    return inWords(ownTopics.await(Topics.PREDICTIONS, series, count));
  }

  private List<String> said(String series) {
    return inWords(ownTopics.said(Topics.PREDICTIONS, series));
  }

  private static List<String> inWords(List<SeriesPredicted> predictions) {
    return predictions.stream()
        .map(one -> one.getHeader().getRevision() + " " + one.getStatus())
        .toList();
  }
}
