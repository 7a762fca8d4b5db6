package org.seriesflow.roi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.Training;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.local.LocalStack;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.TopicsDifferException;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.yaml.RefusedFileException;

/** The service without its process: real broker, real registry, the tiny package. */
class RoiServiceBrokerTest {
  private static final VolumeGeometry GEOMETRY =
      VolumeGeometry.axisAligned(
          new Shape(24, 40, 40), Fixtures.GEOMETRY.origin(), new Spacing(1, 1, 1));

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private FilePayloadStore store;
  private SchemaRegistryClient registry;
  private EventCodec codec;

  @BeforeEach
  void open() throws IOException {
    store = new FilePayloadStore(Files.createDirectory(folder.resolve("payloads")));
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      admin.apply(Topics.all(2), 1);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldFindTheRegionOfEachSeriesAndPutAsideThePoisonBetweenThem() throws Exception {
    try (var application = start(Map.of())) {
      send(codec.encode(Topics.VOLUMES, event(1)));
      send(new byte[] {0, 0, 0, 0, 9, 1});
      send(codec.encode(Topics.VOLUMES, event(2)));

      var regions = await(Topics.ROIS, 2);
      assertEquals(
          List.of(1, 2), regions.stream().map(region -> region.getHeader().getRevision()).toList());
      var model = regions.getFirst().getModels().getFirst();
      assertEquals("tiny-roi", model.getId());
      assertEquals(PackageRole.ROI, model.getRole());
      assertEquals(Training.UNTRAINED, model.getTraining());
      assertEquals("cpu", model.getExecutionProvider());
      assertEquals(1, await(Topics.DEAD_LETTERS, 1).size());
      assertTrue(application.isReady(), application.health().toString());
      assertTrue(application.isLive());
      assertEquals(2, meters.get("seriesflow.stage.network").timer().count());
    }
  }

  @Test
  void shouldRefuseToStartWhenATopicIsMissing() {
    try (var application = open(Map.of("seriesflow.topics.volumes", "volumes-that-nobody-made"))) {
      var refusal =
          assertThrows(
              CompletionException.class, () -> application.start().toCompletableFuture().join());

      assertInstanceOf(TopicsDifferException.class, refusal.getCause());
      assertTrue(refusal.getMessage().contains("volumes-that-nobody-made"), refusal.getMessage());
    }
  }

  @Test
  void shouldRefuseToStartWithAPackageThatIsNone() {
    var none = Map.of("seriesflow.package", folder.resolve("none").toString());

    var refusal = assertThrows(RefusedFileException.class, () -> open(none));

    assertTrue(refusal.getMessage().contains("manifest.yaml"), refusal.getMessage());
  }

  @Test
  void shouldRefuseAShadowThatWritesToTheLiveTopic() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> open(Map.of("seriesflow.mode", "SHADOW")));

    assertEquals(
        "seriesflow.topics.rois is 'rois' and seriesflow.mode is SHADOW: only LIVE may write to"
            + " 'rois'; name another topic",
        refusal.getMessage());
  }

  private StageApplication start(Map<String, String> overrides) {
    var application = open(overrides);
    application.start().toCompletableFuture().join();
    return application;
  }

  private StageApplication open(Map<String, String> overrides) {
    var values = new HashMap<String, String>();
    values.put("seriesflow.application-id", "roi-service-test");
    values.put("seriesflow.kafka.bootstrap-servers", LocalStack.shared().bootstrapServers());
    values.put("seriesflow.registry.url", LocalStack.shared().registryUrl());
    values.put("seriesflow.payload-store.path", folder.resolve("payloads").toString());
    values.put("seriesflow.state-dir", folder.resolve("state").toString());
    values.put(
        "seriesflow.package",
        Path.of(System.getProperty("seriesflow.root"), "models", "tiny-roi").toString());
    values.putAll(overrides);
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(RoiConfig.class)
            .withDefaultValues(values)
            .build()
            .getConfigMapping(RoiConfig.class);
    return RoiService.open(config, meters, "roi-service@test");
  }

  private org.seriesflow.events.VolumeReady event(int revision) throws IOException {
    var event = Fixtures.volume(Fixtures.stored(store, GEOMETRY));
    event.getHeader().setRevision(revision);
    event.getVolumes().getFirst().getGeometry().setSizeZ(24);
    event.getVolumes().getFirst().getGeometry().setSizeY(40);
    event.getVolumes().getFirst().getGeometry().setSizeX(40);
    return event;
  }

  private static void send(byte[] value) throws Exception {
    Map<String, Object> properties =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, LocalStack.shared().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.VOLUMES.name(), Fixtures.SERIES.getBytes(UTF_8), value))
          .get();
    }
  }

  /** The first events of a topic, committed ones only. */
  private <V extends SpecificRecord> List<V> await(Topic<V> topic, int count) {
    var events = new ArrayList<V>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(), codec, topic, EventReader.From.BEGINNING)) {
      while (events.size() < count) {
        assertTrue(System.nanoTime() < deadline, "within 60 s only " + events);
        reader.poll(Duration.ofMillis(200)).forEach(event -> events.add(event.event()));
      }
    }
    return events;
  }
}
