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
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.local.LocalStack;
import org.seriesflow.stages.StageApplication;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.deadletter.DeadLetterHandling;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Decision;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** Two live classifiers side by side on a real broker. */
class SideBySideBrokerTest {
  private static final String KNEES = "knee-classifier";

  @TempDir private Path folder;
  private final String name = UUID.randomUUID().toString();
  private final String series = "1.2.840." + Integer.toUnsignedString(name.hashCode());
  private Path kneePackage;
  private PayloadRef payload;
  private SchemaRegistryClient registry;
  private EventCodec codec;

  @BeforeEach
  void open() throws Exception {
    payload =
        ClassifierServiceBrokerTest.stored(
            new FilePayloadStore(Files.createDirectory(folder.resolve("payloads"))));
    kneePackage = DeployedService.tinyPackage(folder.resolve("knees"), "id", KNEES);
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      var topics = new ArrayList<Topic<?>>(Topics.all(2));
      topics.add(rois().withPartitions(2));
      topics.add(rois().withName(rois().name() + Topics.STAT_SUFFIX).withPartitions(2));
      admin.apply(topics, 1);
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldSayEachEndOnceByTheDeploymentThatItIsFor() throws Exception {
    try (var byDefault = byDefault(KNEES);
        var forKnees = forKnees()) {
      send(rois(), region(1, KNEES));
      await(1);
      send(Topics.DEAD_LETTERS, letter(2));
      await(2);
      send(rois(), region(3, "hip-classifier"));
      await(3);
      // What either would have said too much of these stands before what it says of those.
      send(rois(), region(4, KNEES));
      await(4);
      send(rois(), region(5, null));

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
      send(rois(), region(1, KNEES));
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
      send(rois(), region(1, KNEES));
      assertEquals(List.of("1 FAILED by knee-classifier"), await(1));
      Files.move(aside, lost);
      redrive();

      assertEquals(
          List.of("1 FAILED by knee-classifier", "1 PREDICTED by knee-classifier"), await(2));
      assertTrue(byDefault.isLive() && forKnees.isLive());
    }
  }

  private void redrive() {
    var decision = new Decision("the test", Optional.empty(), Optional.empty());
    Map<String, String> kafka = Map.of("bootstrap.servers", LocalStack.shared().bootstrapServers());
    try (var handling = new DeadLetterHandling(kafka, codec, Clock.systemUTC())) {
      handling.read().stream()
          .filter(chain -> chain.latest().getHeader() != null)
          .filter(chain -> series.equals(chain.latest().getHeader().getSeriesInstanceUid()))
          .forEach(
              chain -> assertEquals(Optional.empty(), handling.redrive(chain, decision).refusal()));
    }
  }

  /** Of this test alone: a live deployment would predict the series of others. */
  private Topic<RoiExtracted> rois() {
    return Topics.ROIS.withName(name + "-rois");
  }

  private StageApplication byDefault(String elsewhere) {
    return DeployedService.start(
        folder,
        Map.of(
            "seriesflow.application-id",
            "default-" + name,
            "seriesflow.topics.rois",
            rois().name(),
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
            rois().name(),
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

  private <V extends SpecificRecord> void send(Topic<V> topic, V event) throws Exception {
    var key = EventHeaders.of(event).orElseThrow().getSeriesInstanceUid().getBytes(UTF_8);
    Map<String, Object> client =
        Map.of("bootstrap.servers", LocalStack.shared().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), key, codec.encode(topic, event))).get();
    }
  }

  /** All that was said of the series, once it is that much. */
  private List<String> await(int count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    var said = said();
    while (said.size() < count) {
      assertTrue(System.nanoTime() < deadline, "within 60 s only " + said);
      said = said();
    }
    return said;
  }

  private List<String> said() {
    var said = new ArrayList<String>();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(),
            codec,
            Topics.PREDICTIONS,
            EventReader.From.BEGINNING)) {
      reader.readToEnd(
          read -> {
            if (read.event().getHeader().getSeriesInstanceUid().equals(series)) {
              said.add(inWords(read.event()));
            }
          });
    }
    return said;
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
