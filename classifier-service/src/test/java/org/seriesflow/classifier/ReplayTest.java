package org.seriesflow.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.local.LocalStack;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.replay.ReplayCopier;
import org.seriesflow.streaming.replay.ReplayJobs;
import org.seriesflow.streaming.replay.ReplayReport;
import org.seriesflow.streaming.replay.ReplayStage;

/** A replay application of the service: real broker, real registry, the tiny package. */
class ReplayTest {
  @TempDir private Path folder;
  // The tests share topics: each has a series of its own.
  private final String series = "1.2.840." + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
  private PayloadRef payload;
  private SchemaRegistryClient registry;
  private EventCodec codec;
  private ReplayJobs jobs;

  @BeforeEach
  void open() throws Exception {
    payload =
        ClassifierServiceBrokerTest.stored(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))));
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    jobs = new ReplayJobs(kafka(), codec, Clock.systemUTC());
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      admin.apply(Topics.all(2), 1);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldServeAnyJobAndScoreARevisionOnceAJob() throws Exception {
    send(region(1));
    try (var application = start()) {
      var first = run(application);
      await(first, 1);
      var second = run(application);
      await(second, 1);
      // The copies of the first once more, as after a loss of its offsets.
      try (var admin = Admin.create(Map.<String, Object>copyOf(kafka()))) {
        admin.deleteConsumerGroups(List.of("seriesflow-replay-" + first.getJobId())).all().get();
      }
      copier().run(first, progress -> {});
      send(region(2));
      var third = run(application);
      await(third, 2);

      assertEquals(List.of("1 PREDICTED"), said(of(first)));
      assertEquals(List.of("1 PREDICTED"), said(of(second)));
      assertEquals(List.of("1 PREDICTED", "2 PREDICTED"), said(of(third)));
    }
  }

  @Test
  void shouldSayTheModeTheJobAndAllPackages() throws Exception {
    send(region(1));
    try (var application = start()) {
      var job = run(application);
      await(job, 1);

      var prediction = of(job).getFirst();
      assertEquals(ProcessingMode.REPLAY, prediction.getHeader().getMode());
      assertEquals(
          List.of(Fixtures.ROI_PACKAGE.getSha256(), application.runner().reference().getSha256()),
          prediction.getModels().stream().map(model -> model.getSha256()).toList());
    }
  }

  @Test
  void shouldListInTheReportOfAJobThePayloadsThatRetentionHasDeleted() throws Exception {
    send(region(1));
    Files.delete(folder.resolve("payloads").resolve(payload.getKey()));
    try (var application = start()) {
      var job = run(application);
      await(job, 1);

      var report = ReplayReport.of(kafka(), codec, job);
      assertEquals(Map.of("FAILED", 1), report.ends());
      assertEquals(
          List.of(series + " revision 1"), List.copyOf(report.failures().get("PAYLOAD_MISSING")));
      assertTrue(report.open().isEmpty());
      assertTrue(application.isLive());
    }
  }

  private ReplayJob run(StageApplication application) {
    awaitRunning(application);
    var job =
        jobs.plan(
            new ReplayJobs.Request(
                ReplayStage.ROIS,
                "EARLIEST",
                "LATEST",
                List.of(series),
                Optional.empty(),
                application.runner().reference().getSha256(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    jobs.say(job);
    return copier().run(job, progress -> {});
  }

  private void awaitRunning(StageApplication application) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!application.isReady()) {
      assertTrue(System.nanoTime() < deadline, application.health().toString());
      LockSupport.parkNanos(1_000_000);
    }
  }

  private ReplayCopier copier() {
    return new ReplayCopier(kafka(), codec, "test@1", Clock.systemUTC(), duration -> {});
  }

  private void await(ReplayJob job, int ends) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (of(job).size() < ends) {
      assertTrue(System.nanoTime() < deadline, "within 60 s only " + said(of(job)));
    }
  }

  private List<SeriesPredicted> of(ReplayJob job) {
    var predictions = new ArrayList<SeriesPredicted>();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(),
            codec,
            Topics.PREDICTIONS_RESCORED,
            EventReader.From.BEGINNING)) {
      reader.readToEnd(
          read -> {
            if (job.getJobId().equals(read.event().getHeader().getJobId())) {
              predictions.add(read.event());
            }
          });
    }
    return predictions;
  }

  private static List<String> said(List<SeriesPredicted> predictions) {
    return predictions.stream()
        .map(prediction -> prediction.getHeader().getRevision() + " " + prediction.getStatus())
        .toList();
  }

  private StageApplication start() {
    return DeployedService.start(
        folder,
        Map.of(
            "seriesflow.application-id",
            "classifier-replay-" + UUID.randomUUID(),
            "seriesflow.mode",
            "REPLAY",
            "seriesflow.topics.rois",
            Topics.ROIS_REPLAY.name(),
            "seriesflow.topics.series-skipped",
            Topics.SERIES_SKIPPED_REPLAY.name(),
            "seriesflow.topics.predictions",
            Topics.PREDICTIONS_RESCORED.name()));
  }

  private RoiExtracted region(int revision) {
    return ClassifierServiceBrokerTest.region(series, revision, payload);
  }

  private void send(RoiExtracted region) throws Exception {
    Topic<RoiExtracted> topic = Topics.ROIS;
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic.name(), series.getBytes(UTF_8), codec.encode(topic, region)))
          .get();
    }
  }

  private static Map<String, String> kafka() {
    return Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, LocalStack.shared().bootstrapServers());
  }
}
