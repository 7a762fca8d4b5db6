package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.classifier.ClassifierTopology.ClassifierTopics;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.Substitution;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.RegionClassifier;
import org.seriesflow.stages.VolumePayloads;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

class ClassifierTopologyTest {
  private static final ClassifierTopics LIVE_TOPICS =
      new ClassifierTopics(Topics.ROIS, Topics.SERIES_SKIPPED, Topics.PREDICTIONS);
  private static final ClassifierTopics SHADOW_TOPICS =
      new ClassifierTopics(Topics.ROIS, Topics.SERIES_SKIPPED, Topics.PREDICTIONS_RESCORED);

  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final List<VoxelBox> classified = new ArrayList<>();
  @TempDir private Path folder;
  @TempDir private Path state;
  private FilePayloadStore store;
  private PayloadRef payload;
  private TopologyTestDriver driver;
  private RegionClassifier classifier =
      (_, box) -> {
        classified.add(box);
        return Fixtures.classification();
      };

  @BeforeEach
  void start() throws IOException {
    store = new FilePayloadStore(folder);
    var geometry =
        VolumeGeometry.axisAligned(new Shape(2, 3, 4), new Vector3(0, 0, 0), new Spacing(1, 1, 1));
    try (var volume = Volume.allocate(geometry, VoxelType.INT16);
        var draft = store.draft()) {
      Nifti.write(volume, draft.output());
      payload = draft.commit(Fixtures.SERIES, MediaTypes.NIFTI);
    }
    start(Fixtures.live(), LIVE_TOPICS);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldKeepItsShape() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: dead-letters (topics: [dead-letters])
              --> outcome-of-dead-letters
            Source: rois (topics: [rois])
              --> classification-of-rois
            Source: series-skipped (topics: [series-skipped])
              --> outcome-of-series-skipped
            Processor: classification-of-rois (stores: [series-rows])
              --> to-dead-letters, to-predictions
              <-- rois
            Processor: outcome-of-dead-letters (stores: [series-rows])
              --> to-dead-letters, to-predictions
              <-- dead-letters
            Processor: outcome-of-series-skipped (stores: [series-rows])
              --> to-dead-letters, to-predictions
              <-- series-skipped
            Sink: to-dead-letters (topic: dead-letters)
              <-- classification-of-rois, outcome-of-series-skipped, outcome-of-dead-letters
            Sink: to-predictions (topic: predictions)
              <-- classification-of-rois, outcome-of-series-skipped, outcome-of-dead-letters

        """,
        ClassifierTopology.build(runtime(), parts(Fixtures.live(), LIVE_TOPICS))
            .describe()
            .toString());
  }

  // Here and below: as a broker does, the driver brings dead letters back to this service.

  @Test
  void shouldPredictTheRegionOfTheEvent() {
    send(region(1));

    var prediction = only();
    assertEquals(PredictionStatus.PREDICTED, prediction.getStatus());
    assertEquals(3, prediction.getScores().size());
    assertEquals(List.of(new VoxelBox(0, 1, 2, 1, 2, 3)), classified);
    assertEquals(
        List.of("roi", "classification"),
        prediction.getTimings().stream().map(timing -> timing.getStage()).toList());
    assertEquals(40, prediction.getTimings().get(1).getNetworkMillis());
  }

  @Test
  void shouldSayFallbackWhenTheRegionIsASubstitute() {
    send(Fixtures.substituted(region(1)));

    assertEquals(PredictionStatus.FALLBACK, only().getStatus());
  }

  @Test
  void shouldNeitherSayNorComputeTheSamePredictionTwice() {
    send(region(1));
    send(region(1));

    assertEquals(1, predictions().size());
    assertEquals(1, classified.size());
  }

  @Test
  void shouldPredictALaterRevisionWithoutWithdrawingTheEarlierOne() {
    send(region(1));
    send(region(2));

    assertEquals(List.of("1 PREDICTED", "2 PREDICTED"), said());
  }

  @Test
  void shouldSupersedeAnEarlierRevisionThatComesLateWithoutComputingIt() {
    send(region(2));
    send(region(1));

    var predictions = predictions();
    assertEquals(PredictionStatus.SUPERSEDED, predictions.get(1).getStatus());
    assertEquals(1, predictions.get(1).getHeader().getRevision());
    assertTrue(predictions.get(1).getScores().stream().allMatch(s -> s.getProbability() == null));
    assertEquals(1, classified.size());
  }

  @Test
  void shouldSupersedeARevisionWhenALaterOneWasSkipped() {
    skip(2);
    send(region(1));

    assertEquals(List.of("1 SUPERSEDED"), said());
  }

  @Test
  void shouldWithdrawTheEarlierPredictionWhenTheLaterRevisionIsSkipped() {
    send(region(1));
    skip(2);

    var withdrawn = predictions().get(1);
    assertEquals(PredictionStatus.WITHDRAWN, withdrawn.getStatus());
    assertEquals(2, withdrawn.getHeader().getRevision());
    assertEquals(1, withdrawn.getWithdrawsRevision());
  }

  @Test
  void shouldWithdrawTheEarlierPredictionWhenTheLaterRevisionFails() {
    send(region(1));
    fail(2, "normalisation");

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said());
  }

  @Test
  void shouldSayNothingWhenASeriesWithoutPredictionIsSkipped() {
    skip(1);

    assertEquals(List.of(), said());
  }

  @Test
  void shouldFailARevisionThatADeadLetterEndsOnce() {
    fail(1, "roi");
    fail(1, "roi");

    assertEquals(List.of("1 FAILED"), said());
  }

  @Test
  void shouldPredictARevisionAgainAfterItsWithdrawal() {
    send(region(1));
    skip(2);
    send(region(3));
    skip(4);

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN", "3 PREDICTED", "4 WITHDRAWN"), said());
  }

  @Test
  void shouldPredictAFailedRevisionThatIsRedriven() {
    fail(1, "roi");
    send(region(1));

    assertEquals(List.of("1 FAILED", "1 PREDICTED"), said());
  }

  @Test
  void shouldFailTheRevisionWhoseClassificationFails() {
    send(Fixtures.region(1, new PayloadRef(payload.getKey(), payload.getSha256(), 1L, "x")));

    var letter = onlyLetter();
    assertEquals("PAYLOAD_DAMAGED", letter.getCauseCode());
    assertTrue(letter.getEndsRevision());
    assertEquals(List.of("1 FAILED"), said());
  }

  @Test
  void shouldPutAsideScoresThatAreNoNumbers() {
    classifier =
        (_, _) -> {
          var score = Fixtures.classification().scores().getFirst();
          return new Classification(
              List.of(
                  new org.seriesflow.inference.LabelScore(
                      score.labelSet(), score.role(), score.label(), 0, Double.NaN)),
              Optional.empty(),
              Optional.empty(),
              Duration.ZERO,
              Duration.ZERO,
              1);
        };
    send(region(1));

    assertEquals("SCORES_NOT_FINITE", onlyLetter().getCauseCode());
    assertEquals(List.of("1 FAILED"), said());
  }

  @Test
  void shouldPutAsideASeriesWhoseScoresThePackageWithholds() {
    classifier =
        (_, _) ->
            new Classification(
                List.of(),
                Optional.empty(),
                Optional.of(new Substitution("guard", "TOO_SMALL", "The region is too small.")),
                Duration.ZERO,
                Duration.ZERO,
                0);
    send(region(1));

    assertEquals("TOO_SMALL", onlyLetter().getCauseCode());
  }

  @Test
  void shouldPutAsideARegionThatLeavesTheVolume() {
    var region = region(1);
    region.getRois().getFirst().getVoxelBox().setMaxX(5);
    send(region);

    assertEquals("REGION_INVALID", onlyLetter().getCauseCode());
  }

  @Test
  void shouldGoOnAfterAPoisonedSeries() {
    classifier =
        (_, box) -> {
          classified.add(box);
          if (classified.size() == 1) {
            throw new IllegalStateException("poison");
          }
          return Fixtures.classification();
        };
    send(region(1));
    send(region(2));

    assertEquals("UNEXPECTED", onlyLetter().getCauseCode());
    assertEquals(List.of("1 FAILED", "2 PREDICTED"), said());
  }

  @Test
  void shouldStillKnowTheSeriesAfterALongSilenceWithinItsMemory() {
    send(region(1));
    pipe(Topics.SERIES_SKIPPED, otherSeries(), Fixtures.NOW.plus(Duration.ofDays(7)));
    skip(2, Fixtures.NOW.plus(Duration.ofDays(7)));

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said());
  }

  @Test
  void shouldForgetASeriesAfterItsMemory() {
    send(region(1));
    pipe(Topics.SERIES_SKIPPED, otherSeries(), Fixtures.NOW.plus(Duration.ofDays(9)));

    assertNull(driver.getKeyValueStore(ClassifierTopology.SERIES_ROWS).get(Fixtures.SERIES));
  }

  @Test
  void shouldKeepAShadowDeploymentOffTheLivePredictions() {
    driver.close();
    start(Fixtures.shadow(), SHADOW_TOPICS);
    send(region(1));
    fail(2, "normalisation");

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said(Topics.PREDICTIONS_RESCORED));
    assertEquals(List.of(), said());
  }

  @Test
  void shouldMarkTheDeadLettersOfAShadowDeploymentAsItsOwn() {
    driver.close();
    start(Fixtures.shadow(), SHADOW_TOPICS);
    send(Fixtures.region(1, new PayloadRef(payload.getKey(), payload.getSha256(), 1L, "x")));

    assertEquals(ProcessingMode.SHADOW, onlyLetter().getHeader().getMode());
  }

  private void start(Deployment deployment, ClassifierTopics topics) {
    driver =
        new TopologyTestDriver(
            ClassifierTopology.build(runtime(), parts(deployment, topics)), properties());
  }

  private Properties properties() {
    var properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    return properties;
  }

  private StageRuntime runtime() {
    return StageRuntime.of("classifier-service@test", codec, new Readiness(), StageMetrics.NONE)
        .withClock(Fixtures.CLOCK);
  }

  private Parts parts(Deployment deployment, ClassifierTopics topics) {
    return new Parts(
        topics,
        Fixtures.events(deployment),
        new VolumePayloads(store),
        (volume, box) -> classifier.classify(volume, box),
        Duration.ofDays(8));
  }

  private RoiExtracted region(int revision) {
    return Fixtures.region(revision, payload);
  }

  private static org.seriesflow.events.SeriesSkipped otherSeries() {
    var skip = Fixtures.skip(1);
    skip.getHeader().setSeriesInstanceUid("1.2.840.2");
    return skip;
  }

  private void send(RoiExtracted region) {
    pipe(Topics.ROIS, region, Fixtures.NOW);
  }

  private void skip(int revision) {
    skip(revision, Fixtures.NOW);
  }

  private void skip(int revision, Instant at) {
    pipe(Topics.SERIES_SKIPPED, Fixtures.skip(revision), at);
  }

  private void fail(int revision, String stage) {
    pipe(Topics.DEAD_LETTERS, Fixtures.letter(revision, stage), Fixtures.NOW);
  }

  private <V extends SpecificRecord> void pipe(Topic<V> topic, V event, Instant at) {
    var header = org.seriesflow.streaming.EventHeaders.of(event).orElseThrow();
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            header.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8),
            codec.encode(topic, event),
            at.toEpochMilli());
  }

  private SeriesPredicted only() {
    var predictions = predictions();
    assertEquals(1, predictions.size());
    return predictions.getFirst();
  }

  private List<String> said() {
    return said(Topics.PREDICTIONS);
  }

  private List<String> said(Topic<SeriesPredicted> topic) {
    return read(topic).stream()
        .map(prediction -> prediction.getHeader().getRevision() + " " + prediction.getStatus())
        .toList();
  }

  private List<SeriesPredicted> predictions() {
    return read(Topics.PREDICTIONS);
  }

  private DeadLetter onlyLetter() {
    var letters = read(Topics.DEAD_LETTERS);
    assertEquals(1, letters.size());
    return letters.getFirst();
  }

  private <V extends SpecificRecord> List<V> read(Topic<V> topic) {
    return driver
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .stream()
        .map(value -> codec.decode(topic, value))
        .toList();
  }
}
