package org.seriesflow.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.Training;
import org.seriesflow.events.VolumeGeometry;
import org.seriesflow.events.VoxelBox;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.local.LocalStack;
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
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The service without its process: real broker, real registry, the tiny package. */
class ClassifierServiceBrokerTest {
  private static final Shape SHAPE = new Shape(24, 40, 40);

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Topic<?>> topics = new ArrayList<>();
  private final String prefix = UUID.randomUUID().toString();
  // The tests share topics: each has a series of its own.
  private final String series = "1.2.840." + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
  private PayloadRef payload;
  private SchemaRegistryClient registry;
  private EventCodec codec;

  @BeforeEach
  void open() throws IOException {
    var store = new FilePayloadStore(Files.createDirectory(folder.resolve("payloads")));
    payload = stored(store);
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    topics.addAll(Topics.all(2));
    topics.add(ownRois());
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      admin.apply(topics, 1);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldPredictEachRevisionPutAsideThePoisonBetweenThemAndWithdrawWhatNoLongerStands()
      throws Exception {
    try (var application = start(Map.of())) {
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(1)));
      send(Topics.ROIS, new byte[] {7});
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(1)));
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(2)));
      await(Topics.PREDICTIONS, 2);
      var letter = Fixtures.letter(3, "normalisation");
      letter.getHeader().setSeriesInstanceUid(series);
      send(Topics.DEAD_LETTERS, codec.encode(Topics.DEAD_LETTERS, letter));

      var predictions = await(Topics.PREDICTIONS, 3);
      assertEquals(List.of("1 PREDICTED", "2 PREDICTED", "3 WITHDRAWN"), said(predictions));
      var first = predictions.getFirst();
      assertEquals(18, first.getScores().size());
      assertTrue(
          first.getScores().stream()
              .allMatch(score -> score.getProbability() >= 0 && score.getProbability() <= 1),
          first.toString());
      assertEquals(Training.UNTRAINED, first.getTraining());
      assertTrue(application.isReady(), application.health().toString());
      assertEquals(2, meters.get("seriesflow.stage.network").timer().count());
    }
  }

  @Test
  void shouldTakeUpTheWorkOfAnInstanceThatWentAway() throws Exception {
    var shadow =
        Map.of(
            "seriesflow.mode",
            "SHADOW",
            "seriesflow.topics.rois",
            ownRois().name(),
            "seriesflow.topics.predictions",
            Topics.PREDICTIONS_RESCORED.name(),
            "seriesflow.application-id",
            prefix);
    try (var first = start(shadow)) {
      send(ownRois(), codec.encode(ownRois(), region(1)));
      await(Topics.PREDICTIONS_RESCORED, 1);
      assertTrue(first.isLive());
    }
    var other = new HashMap<>(shadow);
    other.put("seriesflow.state-dir", folder.resolve("other-state").toString());
    try (var second = start(other)) {
      // The second restores the row of the series from the log: it does not say revision 1 again.
      send(ownRois(), codec.encode(ownRois(), region(1)));
      send(ownRois(), codec.encode(ownRois(), region(2)));

      assertEquals(
          List.of("1 PREDICTED", "2 PREDICTED"), said(await(Topics.PREDICTIONS_RESCORED, 2)));
      assertTrue(second.isLive());
    }
  }

  @Test
  void shouldPredictARevisionWhosePayloadCameBackOnceAndLinkItToItsLetter() throws Exception {
    var lost = folder.resolve("payloads").resolve(payload.getKey());
    var aside = folder.resolve("aside");
    Files.move(lost, aside);
    try (var application = start(Map.of())) {
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(1)));
      assertEquals(List.of("1 FAILED"), said(await(Topics.PREDICTIONS, 1)));
      Files.move(aside, lost);

      redriveAll();
      redriveAll();
      await(Topics.PREDICTIONS, 2);
      // Whatever a second redrive led to would stand before the end of the next revision.
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(2)));

      assertEquals(
          List.of("1 FAILED", "1 PREDICTED", "2 PREDICTED"), said(await(Topics.PREDICTIONS, 3)));
      var chain = chain();
      assertEquals(LetterChain.State.ENDED, chain.state());
      assertEquals("PREDICTED", chain.end().orElseThrow().status());
      assertTrue(application.isLive());
    }
  }

  @Test
  void shouldCountTheAttemptsOfPoisonAndFailItsRevisionOnce() throws Exception {
    Files.delete(folder.resolve("payloads").resolve(payload.getKey()));
    try (var application = start(Map.of())) {
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(1)));
      await(Topics.PREDICTIONS, 1);
      redriveAll();
      awaitChain(chain -> chain.state() == LetterChain.State.OPEN && chain.attempts() == 2);
      redriveAll();
      awaitChain(chain -> chain.state() == LetterChain.State.OPEN && chain.attempts() == 3);

      assertEquals(List.of("1 FAILED"), said(await(Topics.PREDICTIONS, 1)));
      assertEquals(3, chain().letters().size());
      assertTrue(application.isLive());
    }
  }

  @Test
  void shouldSupersedeARedrivenRevisionThatALaterOneOvertook() throws Exception {
    var good = payload;
    payload = new PayloadRef(good.getKey(), good.getSha256(), 1L, good.getMediaType());
    try (var application = start(Map.of())) {
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(1)));
      payload = good;
      send(Topics.ROIS, codec.encode(Topics.ROIS, region(2)));
      await(Topics.PREDICTIONS, 2);
      redriveAll();

      assertEquals(
          List.of("1 FAILED", "1 SUPERSEDED", "2 PREDICTED"),
          said(await(Topics.PREDICTIONS, 3)).stream().sorted().toList());
      assertEquals("SUPERSEDED", chain().end().orElseThrow().status());
      assertTrue(application.isLive());
    }
  }

  private void redriveAll() {
    var decision = new Decision("the test", Optional.empty(), Optional.empty());
    try (var handling = new DeadLetterHandling(kafka(), codec, Clock.systemUTC())) {
      handling.read().stream()
          .filter(this::isOfSeries)
          .forEach(chain -> handling.redrive(chain, decision));
    }
  }

  private LetterChain chain() {
    return new DeadLetters(kafka(), codec)
        .read().stream().filter(this::isOfSeries).findFirst().orElseThrow();
  }

  private void awaitChain(Predicate<LetterChain> condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.test(chain())) {
      assertTrue(System.nanoTime() < deadline, "within 60 s only " + chain());
    }
  }

  private boolean isOfSeries(LetterChain chain) {
    var header = chain.latest().getHeader();
    return header != null && series.equals(header.getSeriesInstanceUid());
  }

  private static Map<String, String> kafka() {
    return Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, LocalStack.shared().bootstrapServers());
  }

  @Test
  void shouldRefuseAShadowThatWritesToTheLivePredictions() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> open(Map.of("seriesflow.mode", "SHADOW")));

    assertTrue(
        refusal.getMessage().startsWith("seriesflow.topics.predictions is 'predictions'"),
        refusal.getMessage());
  }

  @Test
  void shouldRefuseALiveServiceThatWritesToTheRescoredPredictions() {
    var rescored = Map.of("seriesflow.topics.predictions", "predictions.rescored");

    var refusal = assertThrows(IllegalArgumentException.class, () -> open(rescored));

    assertTrue(refusal.getMessage().contains("LIVE writes to 'predictions'"), refusal.getMessage());
  }

  private Topic<RoiExtracted> ownRois() {
    return Topics.ROIS.withName(prefix + "-rois").withPartitions(2);
  }

  private StageApplication start(Map<String, String> overrides) {
    var application = open(overrides);
    application.start().toCompletableFuture().join();
    return application;
  }

  private StageApplication open(Map<String, String> overrides) {
    var values = new HashMap<String, String>();
    values.put("seriesflow.application-id", "classifier-service-test");
    values.put("seriesflow.kafka.bootstrap-servers", LocalStack.shared().bootstrapServers());
    values.put("seriesflow.registry.url", LocalStack.shared().registryUrl());
    values.put("seriesflow.payload-store.path", folder.resolve("payloads").toString());
    values.put("seriesflow.state-dir", folder.resolve("state").toString());
    values.put(
        "seriesflow.package",
        Path.of(System.getProperty("seriesflow.root"), "models", "tiny-classifier").toString());
    values.putAll(overrides);
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(ClassifierConfig.class)
            .withDefaultValues(values)
            .build()
            .getConfigMapping(ClassifierConfig.class);
    return ClassifierService.open(config, meters, "classifier-service@test");
  }

  private RoiExtracted region(int revision) {
    return region(series, revision, payload);
  }

  static RoiExtracted region(String series, int revision, PayloadRef payload) {
    var region = Fixtures.region(revision, payload);
    region.getHeader().setSeriesInstanceUid(series);
    region
        .getVolumes()
        .getFirst()
        .setGeometry(
            new VolumeGeometry(
                SHAPE.z(),
                SHAPE.y(),
                SHAPE.x(),
                List.of(1d, 0d, 0d, 0d, 0d, 1d, 0d, 0d, 0d, 0d, 1d, 0d, 0d, 0d, 0d, 1d)));
    region.getRois().getFirst().setVoxelBox(new VoxelBox(4, 8, 8, 20, 32, 32));
    return region;
  }

  /** Voxels that are not all the same: the number of the voxel along x. */
  static PayloadRef stored(FilePayloadStore store) throws IOException {
    var geometry =
        org.seriesflow.imaging.VolumeGeometry.axisAligned(
            SHAPE, new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    try (var volume = Volume.allocate(geometry, VoxelType.INT16);
        var draft = store.draft()) {
      for (int z = 0; z < SHAPE.z(); z++) {
        for (int y = 0; y < SHAPE.y(); y++) {
          for (int x = 0; x < SHAPE.x(); x++) {
            volume.setStored(z, y, x, x);
          }
        }
      }
      Nifti.write(volume, draft.output());
      return draft.commit(Fixtures.SERIES, MediaTypes.NIFTI);
    }
  }

  private void send(Topic<?> topic, byte[] value) throws Exception {
    Map<String, Object> properties =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, LocalStack.shared().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), series.getBytes(UTF_8), value)).get();
    }
  }

  private static List<String> said(List<SeriesPredicted> predictions) {
    return predictions.stream()
        .map(prediction -> prediction.getHeader().getRevision() + " " + prediction.getStatus())
        .toList();
  }

  /** The first predictions of the series, committed ones only. */
  private List<SeriesPredicted> await(Topic<SeriesPredicted> topic, int count) {
    var predictions = new ArrayList<SeriesPredicted>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(), codec, topic, EventReader.From.BEGINNING)) {
      while (predictions.size() < count) {
        assertTrue(System.nanoTime() < deadline, "within 60 s only " + said(predictions));
        reader.poll(Duration.ofMillis(200)).stream()
            .map(read -> read.event())
            .filter(prediction -> prediction.getHeader().getSeriesInstanceUid().equals(series))
            .forEach(predictions::add);
      }
    }
    return predictions;
  }
}
