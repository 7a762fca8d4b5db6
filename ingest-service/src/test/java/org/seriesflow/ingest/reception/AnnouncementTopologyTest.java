package org.seriesflow.ingest.reception;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.InstanceAnnounced;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

/** What becomes of announcements, right and wrong. */
class AnnouncementTopologyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";

  @TempDir Path folder;
  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private FilePayloadStore payloads;
  private Path file;

  @BeforeEach
  void makeStore() throws IOException {
    payloads = new FilePayloadStore(Files.createDirectory(folder.resolve("payloads")));
    var spec =
        new SyntheticSpec(
            1, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 16, 16, 0.9, 1.2);
    file = SyntheticSeries.write(folder.resolve("series"), spec).getFirst();
  }

  private Topology topology(String... excluded) {
    return AnnouncementTopology.build(
        // As another process: what this one wrote itself need not be verified again.
        new FilePayloadStore(folder.resolve("payloads")),
        new FileIntake(Set.of(excluded), Long.MAX_VALUE, kind -> {}),
        new StoringSink.Origin("ingest-service@test", ProcessingMode.LIVE, Lanes.NONE),
        StageRuntime.of("ingest-service@test", codec, new Readiness(), StageMetrics.NONE)
            .withClock(Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  private InstanceAnnounced.Builder announced() throws IOException {
    var uids = DicomFiles.readUids(file);
    return InstanceAnnounced.newBuilder()
        .setSeriesInstanceUid(uids.seriesInstanceUid())
        .setSopInstanceUid(uids.sopInstanceUid())
        .setPayload(stored(uids.seriesInstanceUid(), Files.readAllBytes(file)))
        .setAnnouncedAt(NOW.minusSeconds(5))
        .setAnnouncer("router@1")
        .setCallingAeTitle("CT-7");
  }

  private PayloadRef stored(String scope, byte[] bytes) throws IOException {
    try (var draft = payloads.draft()) {
      draft.output().write(bytes);
      return draft.commit(scope, MediaTypes.DICOM);
    }
  }

  private static String series(InstanceAnnounced.Builder announced) {
    return announced.getSeriesInstanceUid();
  }

  private record Output(List<InstanceReceived> instances, List<DeadLetter> letters) {}

  private Output run(String key, InstanceAnnounced announced, String... excluded) {
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "announcement-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    try (var driver = new TopologyTestDriver(topology(excluded), properties)) {
      driver
          .createInputTopic(
              Topics.INSTANCES_ANNOUNCED.name(), new StringSerializer(), new ByteArraySerializer())
          .pipeInput(key, codec.encode(Topics.INSTANCES_ANNOUNCED, announced));
      return new Output(read(driver, Topics.INSTANCES), read(driver, Topics.DEAD_LETTERS));
    }
  }

  private <V extends org.apache.avro.specific.SpecificRecord> List<V> read(
      TopologyTestDriver driver, Topic<V> topic) {
    return driver
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .stream()
        .map(bytes -> codec.decode(topic, bytes))
        .toList();
  }

  private void assertDeadLetter(
      String code, String named, Consumer<InstanceAnnounced.Builder> wrong) throws IOException {
    var announced = announced();
    wrong.accept(announced);

    var output = run(series(announced), announced.build());

    assertEquals(List.of(), output.instances());
    var letter = output.letters().getFirst();
    assertEquals(code, letter.getCauseCode(), letter.getCause());
    assertTrue(letter.getCause().contains(named), letter.getCause());
    assertNull(letter.getHeader());
  }

  @Test
  void shouldNameEveryNode() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: instances-announced (topics: [instances-announced])
              --> announcement-of-instances-announced
            Processor: announcement-of-instances-announced (stores: [])
              --> to-dead-letters, to-instances
              <-- instances-announced
            Sink: to-dead-letters (topic: dead-letters)
              <-- announcement-of-instances-announced
            Sink: to-instances (topic: instances)
              <-- announcement-of-instances-announced

        """,
        topology().describe().toString());
  }

  @Test
  void shouldTakeInWhatTheStoredFileSays() throws IOException {
    var announced = announced().build();

    var output = run(announced.getSeriesInstanceUid(), announced);

    assertEquals(List.of(), output.letters());
    var event = output.instances().getFirst();
    assertEquals(IntakeSource.TOPIC, event.getSource());
    assertEquals(announced.getPayload(), event.getPayload());
    assertEquals(MR_IMAGE_STORAGE, event.getSopClassUid());
    assertEquals(
        DicomFiles.readUids(file).studyInstanceUid(), event.getHeader().getStudyInstanceUid());
    assertEquals("CT-7", event.getCallingAeTitle());
    assertEquals(NOW, event.getReceivedAt());
  }

  @Test
  void shouldNameAPayloadThatIsNotThere() throws IOException {
    assertDeadLetter(
        "PAYLOAD_MISSING", "is not in", announced -> payloads.delete(announced.getPayload()));
  }

  @Test
  void shouldNameAPayloadWithOtherBytes() throws IOException {
    assertDeadLetter(
        "PAYLOAD_DAMAGED",
        "SHA-256",
        announced -> {
          try {
            var stored = folder.resolve("payloads").resolve(announced.getPayload().getKey());
            var bytes = Files.readAllBytes(stored);
            bytes[bytes.length - 1] ^= 1;
            Files.write(stored, bytes);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Test
  void shouldNameASizeThatIsNotThePayloads() throws IOException {
    assertDeadLetter("PAYLOAD_DAMAGED", "not 7", announced -> announced.getPayload().setSize(7));
  }

  @Test
  void shouldNameAPayloadThatIsNoDicomFile() throws IOException {
    assertDeadLetter(
        "ANNOUNCEMENT_REFUSED",
        "CANNOT_UNDERSTAND",
        announced -> {
          try {
            announced.setPayload(stored(series(announced), new byte[1000]));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Test
  void shouldNameAnotherSopInstance() throws IOException {
    assertDeadLetter(
        "ANNOUNCEMENT_MISMATCH", "1.2.3.4", announced -> announced.setSopInstanceUid("1.2.3.4"));
  }

  @Test
  void shouldNameAPayloadUnderAnotherSeries() throws IOException {
    assertDeadLetter(
        "ANNOUNCEMENT_MISMATCH",
        "1.2.3.4",
        announced -> {
          try {
            announced.setPayload(stored("1.2.3.4", Files.readAllBytes(file)));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Test
  void shouldNameAnotherMediaType() throws IOException {
    assertDeadLetter(
        "ANNOUNCEMENT_MISMATCH",
        "application/json",
        announced -> announced.getPayload().setMediaType("application/json"));
  }

  @Test
  void shouldNameAKeyThatIsNotTheSeries() throws IOException {
    var output = run("1.2.3.4", announced().build());

    assertEquals("ANNOUNCEMENT_MISMATCH", output.letters().getFirst().getCauseCode());
  }

  @Test
  void shouldRefuseAnExcludedClass() throws IOException {
    var announced = announced().build();

    var output = run(announced.getSeriesInstanceUid(), announced, MR_IMAGE_STORAGE);

    var letter = output.letters().getFirst();
    assertEquals("ANNOUNCEMENT_REFUSED", letter.getCauseCode());
    assertTrue(letter.getCause().contains("SOP_CLASS_NOT_SUPPORTED"), letter.getCause());
  }
}
