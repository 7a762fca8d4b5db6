package org.seriesflow.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Vector3;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Substitution;
import org.seriesflow.roi.RoiTopology.RoiTopics;
import org.seriesflow.stages.RegionLocator;
import org.seriesflow.stages.RoiStage;
import org.seriesflow.stages.UnknownBodyPart;
import org.seriesflow.stages.VolumePayloads;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

class RoiTopologyTest {
  private static final RoiTopics TOPICS =
      new RoiTopics(Topics.VOLUMES, Topics.ROIS, Topics.SERIES_SKIPPED);
  private static final VoxelBox BOX = new VoxelBox(1, 1, 1, 3, 4, 5);

  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final Readiness readiness = new Readiness();
  @TempDir private Path folder;
  private FilePayloadStore store;
  private TopologyTestDriver driver;
  private RegionLocator locator = volume -> Fixtures.finding(BOX, Optional.empty());

  @BeforeEach
  void openStore() {
    store = new FilePayloadStore(folder);
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  void shouldKeepItsShape() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: volumes (topics: [volumes])
              --> roi-of-volumes
            Processor: roi-of-volumes (stores: [])
              --> to-dead-letters, to-rois, to-series-skipped
              <-- volumes
            Sink: to-dead-letters (topic: dead-letters)
              <-- roi-of-volumes
            Sink: to-rois (topic: rois)
              <-- roi-of-volumes
            Sink: to-series-skipped (topic: series-skipped)
              <-- roi-of-volumes

        """,
        RoiTopology.build(
                runtime(),
                TOPICS,
                Fixtures.deployment(ProcessingMode.LIVE),
                stage(UnknownBodyPart.SKIP, ProcessingMode.LIVE))
            .describe()
            .toString());
  }

  @Test
  void shouldGiveTheBoxOfTheLocatorWithItsPlaceInThePatient() throws IOException {
    send(event());

    var roi = only(Topics.ROIS, RoiExtracted.class);
    var region = roi.getRois().getFirst();
    assertEquals(new org.seriesflow.events.VoxelBox(1, 1, 1, 3, 4, 5), region.getVoxelBox());
    // Outer voxel edges: half a voxel below index 1, and 2, 3 and 4 voxels of 1 mm further.
    assertEquals(new Vector3(10.5, 20.5, 30.5), region.getBoxInSpace().getCorner());
    assertEquals(new Vector3(10.5, 20.5, 30.5), region.getBoxInSpace().getMinMm());
    assertEquals(new Vector3(14.5, 23.5, 32.5), region.getBoxInSpace().getMaxMm());
    assertNull(roi.getSubstitution());
  }

  @Test
  void shouldCarryOnWhatLaterStagesNeed() throws IOException {
    var event = event();
    send(event);

    var roi = only(Topics.ROIS, RoiExtracted.class);
    assertEquals(event.getVolumes(), roi.getVolumes());
    assertEquals(event.getAttributes(), roi.getAttributes());
    assertEquals("1.0", roi.getNormalisationVersion());
    assertEquals("dd", roi.getInputDigest());
    assertEquals(List.of(Fixtures.PACKAGE), roi.getModels());
    assertEquals(
        List.of("normalisation", "roi"),
        roi.getTimings().stream().map(timing -> timing.getStage()).toList());
    assertEquals(30, roi.getTimings().get(1).getNetworkMillis());
    assertEquals(event.getHeader().getCorrelationId(), roi.getHeader().getCorrelationId());
    assertEquals("roi-service@test", roi.getHeader().getProducer());
  }

  @Test
  void shouldShowTheLocatorTheVoxelsOfThePayload() throws IOException {
    locator =
        volume -> {
          assertEquals(7, volume.valueAt(0, 0, 0));
          assertEquals(Fixtures.GEOMETRY, volume.geometry());
          return Fixtures.finding(BOX, Optional.empty());
        };
    send(event());

    assertEquals(
        BOX.maxX(),
        only(Topics.ROIS, RoiExtracted.class).getRois().getFirst().getVoxelBox().getMaxX());
  }

  @Test
  void shouldSayWhyTheFullVolumeStandsInForARegion() throws IOException {
    locator =
        volume ->
            Fixtures.finding(
                VoxelBox.full(volume.shape()),
                Optional.of(new Substitution("guard", "NO_MASK", "Nothing was marked.")));
    send(event());

    var roi = only(Topics.ROIS, RoiExtracted.class);
    assertEquals("NO_MASK", roi.getSubstitution().getCode());
    assertEquals("Nothing was marked.", roi.getSubstitution().getReason());
    assertEquals(
        new org.seriesflow.events.VoxelBox(0, 0, 0, 4, 5, 6),
        roi.getRois().getFirst().getVoxelBox());
  }

  @Test
  void shouldGiveNoPlaceInThePatientWhenGeometryWasGuessed() throws IOException {
    var event = event();
    event.getVolumes().getFirst().setGeometryEstimated(true);
    send(event);

    assertNull(only(Topics.ROIS, RoiExtracted.class).getRois().getFirst().getBoxInSpace());
  }

  @Test
  void shouldSkipASeriesThatThePackageIsNotFor() throws IOException {
    var event = event();
    event.getAttributes().setBodyPartExamined("LSPINE");
    send(event);

    var skipped = only(Topics.SERIES_SKIPPED, SeriesSkipped.class);
    assertEquals("NOT_ELIGIBLE", skipped.getReasonCode());
    assertTrue(skipped.getReason().contains("LSPINE"), skipped.getReason());
    assertEquals("roi", skipped.getStage());
    assertEquals(4, skipped.getInstanceCount());
    assertEquals(List.of(Fixtures.PACKAGE), skipped.getModels());
    assertNothingOn(Topics.ROIS);
  }

  @Test
  void shouldSkipASeriesThatDoesNotNameTheBodyPart() throws IOException {
    var event = event();
    event.getAttributes().setBodyPartExamined(null);
    send(event);

    assertEquals("UNDETERMINED", only(Topics.SERIES_SKIPPED, SeriesSkipped.class).getReasonCode());
  }

  @Test
  void shouldTryASeriesThatDoesNotNameTheBodyPartWhenConfiguredTo() throws IOException {
    start(UnknownBodyPart.TRY, ProcessingMode.LIVE);
    var event = event();
    event.getAttributes().setBodyPartExamined(null);
    pipe(event);

    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
    assertNothingOn(Topics.SERIES_SKIPPED);
  }

  @Test
  void shouldSkipASeriesOfSeveralVolumes() throws IOException {
    var event = event();
    event.setVolumes(List.of(event.getVolumes().getFirst(), event.getVolumes().getFirst()));
    send(event);

    var skipped = only(Topics.SERIES_SKIPPED, SeriesSkipped.class);
    assertEquals("NOT_ELIGIBLE", skipped.getReasonCode());
    assertEquals("The series holds 2 volumes; the package takes one.", skipped.getReason());
  }

  @Test
  void shouldPutAsideASeriesWhosePayloadIsMissing() {
    send(Fixtures.volume(Fixtures.missing()));

    var letter = only(Topics.DEAD_LETTERS, DeadLetter.class);
    assertEquals("PAYLOAD_MISSING", letter.getCauseCode());
    assertEquals("roi", letter.getStage());
    assertTrue(letter.getEndsRevision());
  }

  @Test
  void shouldPutAsideASeriesWhosePayloadLiesElsewhereThanTheEventSays() throws IOException {
    var other =
        VolumeGeometry.axisAligned(
            new Shape(4, 5, 6), Fixtures.GEOMETRY.origin(), new Spacing(1, 1, 2));
    send(Fixtures.volume(Fixtures.stored(store, other)));

    assertEquals("VOLUME_UNREADABLE", only(Topics.DEAD_LETTERS, DeadLetter.class).getCauseCode());
    assertNothingOn(Topics.ROIS);
  }

  @Test
  void shouldPutAsideASeriesWhoseGeometryIsNone() throws IOException {
    var event = event();
    event.getVolumes().getFirst().getGeometry().setSizeZ(0);
    send(event);

    assertEquals("GEOMETRY_INVALID", only(Topics.DEAD_LETTERS, DeadLetter.class).getCauseCode());
  }

  @Test
  void shouldPutAsideASeriesWhoseRegionThePackageWithholds() throws IOException {
    locator =
        _ -> {
          throw new NoSuchElementException("withheld");
        };
    send(event());

    assertEquals("REGION_WITHHELD", only(Topics.DEAD_LETTERS, DeadLetter.class).getCauseCode());
  }

  @Test
  void shouldGoOnAfterBytesThatAreNoEvent() throws IOException {
    start(UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(new byte[] {1, 2, 3});
    pipe(event());

    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
    assertFalse(only(Topics.DEAD_LETTERS, DeadLetter.class).getEndsRevision());
  }

  @Test
  void shouldTryAgainWhileTheStoreIsAwayAndSkipNothing() throws IOException {
    var event = event();
    var away = folder.resolveSibling(folder.getFileName() + "-away");
    var pauses = new java.util.ArrayList<java.time.Duration>();
    Files.move(folder, away);
    var waiting =
        runtime()
            .withBackoff(
                org.seriesflow.streaming.Backoff.OF_RECORDS,
                pause -> {
                  pauses.add(pause);
                  assertFalse(readiness.isReady());
                  return moved(away, folder);
                });
    start(waiting, UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(event);

    assertEquals(1, pauses.size());
    assertTrue(readiness.isReady());
    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
    assertNothingOn(Topics.DEAD_LETTERS);
  }

  @Test
  void shouldStampAShadowDeploymentsRegionsAndDeadLetters() throws IOException {
    start(UnknownBodyPart.SKIP, ProcessingMode.SHADOW);
    pipe(event());
    pipe(Fixtures.volume(Fixtures.missing()));

    assertEquals(
        ProcessingMode.SHADOW, only(Topics.ROIS, RoiExtracted.class).getHeader().getMode());
    assertEquals(
        ProcessingMode.SHADOW, only(Topics.DEAD_LETTERS, DeadLetter.class).getHeader().getMode());
  }

  @Test
  void shouldRefuseAReplayedEventInALiveDeployment() throws IOException {
    var event = event();
    event.getHeader().setMode(ProcessingMode.REPLAY);
    event.getHeader().setJobId("job");
    send(event);

    var letter = only(Topics.DEAD_LETTERS, DeadLetter.class);
    assertEquals("MODE_MISMATCH", letter.getCauseCode());
    assertFalse(letter.getEndsRevision());
  }

  private static boolean moved(Path from, Path to) {
    try {
      Files.move(from, to);
      return true;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private VolumeReady event() throws IOException {
    return Fixtures.volume(Fixtures.stored(store, Fixtures.GEOMETRY));
  }

  private StageRuntime runtime() {
    return StageRuntime.of("roi-service@test", codec, readiness, StageMetrics.NONE)
        .withClock(Fixtures.CLOCK);
  }

  private RoiStage stage(UnknownBodyPart unknownBodyPart, ProcessingMode mode) {
    return new RoiStage(
        Fixtures.deployment(mode),
        TOPICS.rois(),
        TOPICS.seriesSkipped(),
        new VolumePayloads(store),
        Fixtures.PACKAGE,
        Fixtures.HEAD_MR,
        unknownBodyPart,
        volume -> locator.locate(volume));
  }

  private void start(UnknownBodyPart unknownBodyPart, ProcessingMode mode) {
    start(runtime(), unknownBodyPart, mode);
  }

  private void start(StageRuntime runtime, UnknownBodyPart unknownBodyPart, ProcessingMode mode) {
    driver =
        new TopologyTestDriver(
            RoiTopology.build(
                runtime, TOPICS, Fixtures.deployment(mode), stage(unknownBodyPart, mode)),
            new Properties());
  }

  private void send(VolumeReady event) {
    start(UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(event);
  }

  private void pipe(VolumeReady event) {
    pipe(codec.encode(Topics.VOLUMES, event));
  }

  private void pipe(byte[] value) {
    driver
        .createInputTopic(
            Topics.VOLUMES.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            Fixtures.SERIES.getBytes(StandardCharsets.UTF_8), value, Fixtures.NOW.toEpochMilli());
  }

  private <V extends SpecificRecord> V only(Topic<V> topic, Class<V> type) {
    var values = values(topic);
    assertEquals(1, values.size(), topic.name());
    return type.cast(codec.decode(topic, values.getFirst()));
  }

  private void assertNothingOn(Topic<?> topic) {
    assertEquals(0, values(topic).size(), topic.name());
  }

  private List<byte[]> values(Topic<?> topic) {
    return driver
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList();
  }
}
