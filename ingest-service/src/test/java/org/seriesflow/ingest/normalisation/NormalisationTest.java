package org.seriesflow.ingest.normalisation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.Lane;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Shape;
import org.seriesflow.ingest.normalisation.NormalisationTopology.NormalisationTopics;
import org.seriesflow.rules.Lanes;
import org.seriesflow.rules.RuleReader;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.EventSerde;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.LaneGate;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

class NormalisationTest {
  private static final SyntheticSpec SPEC =
      new SyntheticSpec(
          7, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 20, 0.9, 1.2);

  @TempDir Path directory;
  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private Optional<RuleSet> rules = Optional.empty();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LaneGate gate =
      new LaneGate("normalisation", 1, Duration.ofHours(1), System::nanoTime, meters);
  private ServedLanes lanes = ServedLanes.ROUTINE;
  private FilePayloadStore payloads;
  private TopologyTestDriver driver;
  private List<Path> files;

  @BeforeEach
  void start() throws IOException {
    start(ProcessingMode.LIVE);
  }

  private void start(ProcessingMode mode) throws IOException {
    payloads = new FilePayloadStore(Files.createDirectories(directory.resolve("payloads")));
    files = SyntheticSeries.write(directory.resolve("series"), SPEC);
    var runtime = StageRuntime.of("ingest-service@test", codec, new Readiness(), StageMetrics.NONE);
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "normalisation-test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve("state").toString());
    driver =
        new TopologyTestDriver(
            NormalisationTopology.build(
                NormalisationSettings.DEFAULTS,
                rules,
                payloads,
                NormalisationTopics.of(mode, lanes),
                () -> gate.begin(lanes.lane()),
                runtime),
            properties);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private void send(SeriesAssembled event) {
    send(Topics.SERIES_ASSEMBLED, event);
  }

  private void send(Topic<SeriesAssembled> topic, SeriesAssembled event) {
    driver
        .createInputTopic(
            topic.name(), Serdes.String().serializer(), new EventSerde<>(topic, codec).serializer())
        .pipeInput(event.getHeader().getSeriesInstanceUid(), event);
  }

  private <V extends SpecificRecord> List<V> events(Topic<V> topic) {
    return driver
        .createOutputTopic(
            topic.name(),
            Serdes.String().deserializer(),
            new EventSerde<>(topic, codec).deserializer())
        .readValuesToList();
  }

  private SeriesAssembled stored(List<Path> instances) throws IOException {
    return new StoredSeries(payloads).assembled(SyntheticSeries.seriesInstanceUid(SPEC), instances);
  }

  @Test
  void shouldMakeVolumesOfUrgentSeriesInTopicsOfTheirOwn() throws IOException {
    driver.close();
    lanes = ServedLanes.STAT;
    start();
    var assembled = stored(files);
    assembled.getHeader().setLane(Lane.STAT);
    send(Topics.SERIES_ASSEMBLED_STAT, assembled);

    assertEquals(Lane.STAT, events(Topics.VOLUMES_STAT).getFirst().getHeader().getLane());
  }

  @Test
  void shouldSkipUrgentSeriesIntoTheTopicOfAll() throws IOException {
    driver.close();
    lanes = ServedLanes.STAT;
    start();
    var assembled = stored(files.subList(0, 2));
    assembled.getHeader().setLane(Lane.STAT);
    send(Topics.SERIES_ASSEMBLED_STAT, assembled);

    assertEquals(Lane.STAT, events(Topics.SERIES_SKIPPED).getFirst().getHeader().getLane());
  }

  @Test
  void shouldAskTheGateToFetchToPlanAndForEachVolume() throws IOException {
    send(stored(withASecondEcho()));

    assertEquals(2, events(Topics.VOLUMES).getFirst().getVolumes().size());
    assertEquals(4, meters.get("seriesflow.gate.wait").tag("lane", "ROUTINE").timer().count());
  }

  @Test
  void shouldLeaveTheGateWithASeriesThatCannotBeRead() throws IOException {
    var whole = stored(files);
    var first = Files.readAllBytes(files.getFirst());
    Files.write(files.getFirst(), java.util.Arrays.copyOf(first, first.length - 500));
    send(stored(files));
    send(whole);

    assertEquals(1, events(Topics.DEAD_LETTERS).size());
    assertEquals(1, events(Topics.VOLUMES).size());
  }

  @Test
  void shouldMakeVolumesOfAJobInTheTopicsOfReplays() throws IOException {
    driver.close();
    lanes = ServedLanes.ALL;
    start(ProcessingMode.REPLAY);
    var assembled = stored(files);
    assembled.getHeader().setMode(ProcessingMode.REPLAY);
    assembled.getHeader().setJobId("a");
    send(Topics.SERIES_ASSEMBLED_REPLAY, assembled);

    var header = events(Topics.VOLUMES_REPLAY).getFirst().getHeader();
    assertEquals(ProcessingMode.REPLAY, header.getMode());
    assertEquals("a", header.getJobId());
  }

  @Test
  void shouldMakeAVolumeWhoseGeometryStandsInTheEventAndInThePayload() throws IOException {
    send(stored(files));

    List<VolumeReady> events = events(Topics.VOLUMES);
    assertEquals(1, events.size());
    var described = events.getFirst().getVolumes().getFirst();
    try (var file = payloads.fetch(described.getPayload());
        var volume = Nifti.map(file.file())) {
      assertEquals(new Shape(20, 32, 32), volume.shape());
      assertEquals(20, described.getGeometry().getSizeZ());
      assertEquals(described.getVoxelType(), volume.type().name());
      assertEquals(1.2, volume.geometry().spacingMm().zMm(), 1e-4);
      var affine = described.getGeometry().getIndexToLps().stream().mapToDouble(d -> d).toArray();
      assertArrayEquals(affine, volume.geometry().indexToLps(), 1e-3);
    }
  }

  @Test
  void shouldCarryOnWhoTheSeriesIsAndWhatTheStagesTook() throws IOException {
    var assembled = stored(files);
    send(assembled);

    var event = events(Topics.VOLUMES).getFirst();
    assertEquals(assembled.getHeader().getRevision(), event.getHeader().getRevision());
    assertEquals(assembled.getHeader().getCorrelationId(), event.getHeader().getCorrelationId());
    assertEquals(assembled.getInstances().getSha256(), event.getInputDigest());
    assertEquals("normalisation", event.getTimings().getLast().getStage());
    assertEquals("MR", event.getAttributes().getModality());
  }

  @Test
  void shouldNameTheInstanceOfEachSliceInSliceOrder() throws IOException {
    send(stored(files));

    var event = events(Topics.VOLUMES).getFirst();
    try (var file = payloads.fetch(event.getSourceInstances())) {
      var slices = new ObjectMapper().readTree(file.file().toFile()).get("slices");
      assertEquals(20, slices.size());
      for (var i = 1; i < slices.size(); i++) {
        var step =
            slices.get(i).get("positionAlongNormalMm").asDouble()
                - slices.get(i - 1).get("positionAlongNormalMm").asDouble();
        assertEquals(1.2, step, 1e-6);
      }
    }
  }

  @Test
  void shouldGiveTheSamePayloadsWhenTheRevisionIsWorkedOnAgain() throws IOException {
    var assembled = stored(files);
    send(assembled);
    var first = events(Topics.VOLUMES).getFirst();
    send(assembled);
    var second = events(Topics.VOLUMES).getFirst();

    assertEquals(first.getVolumes(), second.getVolumes());
    assertEquals(first.getSourceInstances(), second.getSourceInstances());
  }

  /** A second echo of every slice: another SOP Instance UID and Echo Time, the rest the same. */
  private List<Path> withASecondEcho() throws IOException {
    var both = new ArrayList<>(files);
    for (var file : files) {
      var uid = DicomFiles.readUids(file).sopInstanceUid();
      var other = uid.substring(0, uid.length() - 1) + (uid.endsWith("1") ? "2" : "1");
      var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      var echoTime = "\u0018\u0000\u0081\u0000DS\u0002\u0000";
      assertTrue(bytes.contains(echoTime + "7 "), "the echo time is where it is replaced");
      var changed = bytes.replace(uid, other).replace(echoTime + "7 ", echoTime + "9 ");
      var echo = file.resolveSibling("echo-" + file.getFileName());
      both.add(Files.write(echo, changed.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return both;
  }

  @Test
  void shouldMakeSeveralVolumesOfOneSeriesWithTheirDimensionAndIndex() throws IOException {
    send(stored(withASecondEcho()));

    var event = events(Topics.VOLUMES).getFirst();
    assertEquals(2, event.getVolumes().size());
    assertEquals(0, event.getImagesLeftOut());
    for (var index = 0; index < 2; index++) {
      var volume = event.getVolumes().get(index);
      assertEquals("EchoTime", volume.getDimension());
      assertEquals(index, volume.getIndex());
      assertEquals(20, volume.getGeometry().getSizeZ());
    }
    try (var file = payloads.fetch(event.getSourceInstances())) {
      var slices = new ObjectMapper().readTree(file.file().toFile()).get("slices");
      assertEquals(40, slices.size());
      assertEquals(0, slices.get(19).get("volume").asInt());
      assertEquals(1, slices.get(20).get("volume").asInt());
    }
  }

  @Test
  void shouldSkipASeriesWithAMissingSlice() throws IOException {
    var gap = new java.util.ArrayList<>(files);
    gap.remove(9);
    send(stored(gap));

    List<SeriesSkipped> events = events(Topics.SERIES_SKIPPED);
    assertEquals(1, events.size());
    assertEquals("UNEVEN_SPACING", events.getFirst().getReasonCode());
    assertEquals("normalisation", events.getFirst().getStage());
    assertEquals(19, events.getFirst().getInstanceCount());
    assertTrue(events(Topics.VOLUMES).isEmpty());
  }

  private void startWithRules(String text) throws IOException {
    driver.close();
    rules =
        Optional.of(
            RuleReader.read(
                Files.writeString(
                    directory.resolve("rules.yaml"),
                    "format: 1\nname: site\nversion: '7'\nrules:\n" + text)));
    start();
  }

  @Test
  void shouldCarryInTheEventWhichRuleMatchedAndWhatItChose() throws IOException {
    startWithRules(
        """
          - {name: ct, when: {attribute: Modality, equals: CT}, then: {skip: not here}}
          - name: axial-mr
            when: {all: [{attribute: Modality, equals: MR}, {series: orientation, equals: AXIAL}]}
            then: {roi: head-roi, classifier: head}
        """);
    send(stored(files));

    var routing = events(Topics.VOLUMES).getFirst().getRouting();
    assertEquals("site", routing.getRulesName());
    assertEquals("7", routing.getRulesVersion());
    assertEquals(rules.orElseThrow().sha256(), routing.getRulesSha256());
    assertEquals("axial-mr", routing.getRule());
    assertEquals("head-roi", routing.getRoiPackage());
    assertEquals("head", routing.getClassifierPackage());
  }

  @Test
  void shouldSkipASeriesThatARuleSkipsAndNameTheRule() throws IOException {
    startWithRules(
        "  - {name: short, when: {series: instances, to: 30}, then: {skip: too few slices.}}\n");
    send(stored(files));

    var skipped = events(Topics.SERIES_SKIPPED).getFirst();
    assertEquals("RULE", skipped.getReasonCode());
    assertEquals("Rule 'short' of site 7: too few slices.", skipped.getReason());
    assertEquals("short", skipped.getRouting().getRule());
    assertTrue(events(Topics.VOLUMES).isEmpty());
  }

  @Test
  void shouldSayThatNoRuleMatchedAndLetTheSeriesGoOn() throws IOException {
    startWithRules("  - {name: ct, when: {attribute: Modality, equals: CT}, then: {skip: no}}\n");
    send(stored(files));

    var routing = events(Topics.VOLUMES).getFirst().getRouting();
    assertNull(routing.getRule());
    assertNull(routing.getClassifierPackage());
  }

  @Test
  void shouldNotLetARuleMakeAVolumeOfWhatIsNone() throws IOException {
    startWithRules("  - {name: all, then: {classifier: head}}\n");
    send(stored(files.subList(0, 2)));

    var skipped = events(Topics.SERIES_SKIPPED).getFirst();
    assertEquals("TOO_FEW_SLICES", skipped.getReasonCode());
    assertEquals("all", skipped.getRouting().getRule());
  }

  @Test
  void shouldSayNothingOfRulesWhereAFileSpeaksOfLanesAlone() throws IOException {
    driver.close();
    rules = Optional.of(new RuleSet("site", "7", "0".repeat(64), Lanes.NONE, List.of()));
    start();
    send(stored(files));

    assertNull(events(Topics.VOLUMES).getFirst().getRouting());
  }

  @Test
  void shouldSayNothingOfRulesWhereThereAreNone() throws IOException {
    send(stored(files));

    assertNull(events(Topics.VOLUMES).getFirst().getRouting());
  }

  @Test
  void shouldEndTheRevisionWithADeadLetterWhenAnInstanceIsTruncated() throws IOException {
    var bytes = Files.readAllBytes(files.getFirst());
    Files.write(files.getFirst(), java.util.Arrays.copyOf(bytes, bytes.length - 500));
    send(stored(files));

    List<DeadLetter> letters = events(Topics.DEAD_LETTERS);
    assertEquals("UNREADABLE_SERIES", letters.getFirst().getCauseCode());
    assertTrue(letters.getFirst().getEndsRevision());
  }

  @Test
  void shouldEndTheRevisionWithADeadLetterWhenAPayloadIsLost() throws IOException {
    var assembled = stored(files);
    try (var stored = payloads.list(org.seriesflow.streaming.payload.PayloadQuery.all())) {
      payloads.delete(
          stored
              .map(org.seriesflow.streaming.payload.StoredPayload::reference)
              .filter(payload -> payload.getMediaType().equals("application/dicom"))
              .findFirst()
              .orElseThrow());
    }
    send(assembled);

    var letter = events(Topics.DEAD_LETTERS).getFirst();
    assertEquals("PAYLOAD_MISSING", letter.getCauseCode());
    assertTrue(letter.getEndsRevision());
  }
}
