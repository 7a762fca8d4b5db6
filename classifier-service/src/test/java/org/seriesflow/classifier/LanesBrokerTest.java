package org.seriesflow.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.PassGate;
import org.seriesflow.local.LocalStack;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PackageLabels;
import org.seriesflow.stages.PackageRunner;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.deadletter.DeadLetterHandling;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Decision;
import org.seriesflow.streaming.deadletter.DeadLetters;
import org.seriesflow.streaming.deadletter.LetterChain;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
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
  private SchemaRegistryClient registry;
  private EventCodec codec;

  @BeforeEach
  void open() throws Exception {
    payload =
        ClassifierServiceBrokerTest.stored(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))));
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      var topics = new ArrayList<Topic<?>>(Topics.all(2));
      topics.add(rois(Lane.ROUTINE).withPartitions(2));
      topics.add(rois(Lane.STAT).withPartitions(2));
      admin.apply(topics, 1);
    }
  }

  @AfterEach
  void close() {
    registry.close();
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
                rois(Lane.ROUTINE).name()))) {
      send(Lane.STAT, urgent);
      assertEquals(List.of("1 FAILED"), await(urgent, 1));
      assertEquals(name + "-stat", chain().latest().getApplicationId());
      assertEquals(rois(Lane.STAT).name(), chain().latest().getTopic());
      Files.move(aside, lost);

      redrive();

      assertEquals(List.of("1 FAILED", "1 PREDICTED"), await(urgent, 2));
      assertEquals("PREDICTED", chain().end().orElseThrow().status());
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
                rois(Lane.ROUTINE).name()));
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
                  lanes, rois(Lane.ROUTINE), Topics.SERIES_SKIPPED, Topics.PREDICTIONS);
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

  private void redrive() {
    var decision = new Decision("the test", Optional.empty(), Optional.empty());
    try (var handling = new DeadLetterHandling(kafka(), codec, Clock.systemUTC())) {
      handling.read().stream()
          .filter(this::isUrgent)
          .forEach(
              chain -> assertEquals(Optional.empty(), handling.redrive(chain, decision).refusal()));
    }
  }

  private LetterChain chain() {
    return new DeadLetters(kafka(), codec)
        .read().stream().filter(this::isUrgent).findFirst().orElseThrow();
  }

  private boolean isUrgent(LetterChain chain) {
    var header = chain.latest().getHeader();
    return header != null && urgent.equals(header.getSeriesInstanceUid());
  }

  private String uid(int number) {
    return "1.2.840.%d.%s".formatted(number, Integer.toUnsignedString(name.hashCode()));
  }

  /** Of this test alone: a live deployment would predict the series of others. */
  private Topic<RoiExtracted> rois(Lane lane) {
    return Topics.ROIS.withName(name + "-rois" + (lane == Lane.STAT ? Topics.STAT_SUFFIX : ""));
  }

  private void send(Lane lane, String series) throws Exception {
    var region = ClassifierServiceBrokerTest.region(series, 1, payload);
    region.getHeader().setLane(lane);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  rois(lane).name(), series.getBytes(UTF_8), codec.encode(rois(lane), region)))
          .get();
    }
  }

  private static Map<String, String> kafka() {
    return Map.of("bootstrap.servers", LocalStack.shared().bootstrapServers());
  }

  private List<String> await(String series, int count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    var said = said(series);
    while (said.size() < count) {
      assertTrue(System.nanoTime() < deadline, "within 60 s only " + said);
      said = said(series);
    }
    return said;
  }

  private List<String> said(String series) {
    var said = new ArrayList<String>();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(),
            codec,
            Topics.PREDICTIONS,
            EventReader.From.BEGINNING)) {
      reader.readToEnd(
          read -> {
            SeriesPredicted prediction = read.event();
            if (prediction.getHeader().getSeriesInstanceUid().equals(series)) {
              said.add(prediction.getHeader().getRevision() + " " + prediction.getStatus());
            }
          });
    }
    return said;
  }
}
