package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.classifier.ClassifierTopology.ClassifierTopics;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.PayloadRef;
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
import org.seriesflow.inference.Regions;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.RegionClassifier;
import org.seriesflow.stages.VolumePayloads;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

/** The shipped topology in a test driver, with a fake in the place of the networks. */
abstract class ClassifierBench {
  static final ClassifierTopics LIVE_TOPICS = topics(ServedLanes.ROUTINE, Topics.PREDICTIONS);
  static final ClassifierTopics SHADOW_TOPICS =
      topics(ServedLanes.ALL, Topics.PREDICTIONS_RESCORED);

  final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  final List<VoxelBox> classified = new ArrayList<>();
  @TempDir Path folder;
  @TempDir Path state;
  FilePayloadStore store;
  PayloadRef payload;
  TopologyTestDriver driver;
  RegionClassifier classifier =
      regions -> {
        classified.addAll(regions.boxes());
        return Fixtures.classification();
      };

  static ClassifierTopics topics(ServedLanes lanes, Topic<SeriesPredicted> predictions) {
    return ClassifierTopics.of(lanes, Topics.ROIS, Topics.SERIES_SKIPPED, predictions);
  }

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

  void start(Deployment deployment, ClassifierTopics topics) {
    driver =
        new TopologyTestDriver(
            ClassifierTopology.build(runtime(), parts(deployment, topics)), properties());
  }

  Properties properties() {
    var properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    return properties;
  }

  StageRuntime runtime() {
    return StageRuntime.of("classifier-service@test", codec, new Readiness(), StageMetrics.NONE)
        .withClock(Fixtures.CLOCK);
  }

  Parts parts(Deployment deployment, ClassifierTopics topics) {
    return parts(deployment, topics, DeployedPackage.alone(Fixtures.CLASSIFIER_PACKAGE));
  }

  Parts parts(Deployment deployment, ClassifierTopics topics, DeployedPackage deployed) {
    return new Parts(
        topics,
        deployed,
        new PredictionEvents(deployment, deployed.reference(), Fixtures.LABELS),
        new VolumePayloads(store),
        current(),
        Duration.ofDays(8));
  }

  /** Whatever stands for the networks by then. */
  private RegionClassifier current() {
    return new RegionClassifier() {
      @Override
      public Classification classify(Regions regions) {
        return classifier.classify(regions);
      }

      @Override
      public boolean takesSeveral() {
        return classifier.takesSeveral();
      }
    };
  }

  RoiExtracted region(int revision) {
    return Fixtures.region(revision, payload);
  }

  static org.seriesflow.events.SeriesSkipped otherSeries() {
    var skip = Fixtures.skip(1);
    skip.getHeader().setSeriesInstanceUid("1.2.840.2");
    return skip;
  }

  void send(RoiExtracted region) {
    pipe(Topics.ROIS, region, Fixtures.NOW);
  }

  void skip(int revision) {
    skip(revision, Fixtures.NOW);
  }

  void skip(int revision, Instant at) {
    pipe(Topics.SERIES_SKIPPED, Fixtures.skip(revision), at);
  }

  void fail(int revision, String stage) {
    pipe(Topics.DEAD_LETTERS, Fixtures.letter(revision, stage), Fixtures.NOW);
  }

  <V extends SpecificRecord> void pipe(Topic<V> topic, V event, Instant at) {
    var header = org.seriesflow.streaming.EventHeaders.of(event).orElseThrow();
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            header.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8),
            codec.encode(topic, event),
            at.toEpochMilli());
  }

  SeriesPredicted only() {
    var predictions = predictions();
    assertEquals(1, predictions.size());
    return predictions.getFirst();
  }

  List<String> said() {
    return said(Topics.PREDICTIONS);
  }

  List<String> said(Topic<SeriesPredicted> topic) {
    return read(topic).stream()
        .map(prediction -> prediction.getHeader().getRevision() + " " + prediction.getStatus())
        .toList();
  }

  List<SeriesPredicted> predictions() {
    return read(Topics.PREDICTIONS);
  }

  DeadLetter onlyLetter() {
    var letters = read(Topics.DEAD_LETTERS);
    assertEquals(1, letters.size());
    return letters.getFirst();
  }

  <V extends SpecificRecord> List<V> read(Topic<V> topic) {
    return read(driver, topic);
  }

  <V extends SpecificRecord> List<V> read(TopologyTestDriver from, Topic<V> topic) {
    return from
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList()
        .stream()
        .map(value -> codec.decode(topic, value))
        .toList();
  }
}
