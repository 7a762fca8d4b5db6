package org.seriesflow.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.RoiFinding;
import org.seriesflow.roi.RoiTopology.RoiTopics;
import org.seriesflow.stages.DeployedPackage;
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
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

/** The shipped topology in a test driver, with a fake in the place of the networks. */
abstract class RoiBench {
  static final VoxelBox BOX = new VoxelBox(1, 1, 1, 3, 4, 5);

  RoiTopics topics = topics(ServedLanes.ROUTINE, Topics.ROIS);
  final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  final Readiness readiness = new Readiness();
  DeployedPackage deployed = DeployedPackage.alone(Fixtures.PACKAGE);
  @TempDir Path folder;
  FilePayloadStore store;
  TopologyTestDriver driver;
  RegionLocator locator = volumes -> Fixtures.finding(BOX, Optional.empty());

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

  static boolean moved(Path from, Path to) {
    try {
      Files.move(from, to);
      return true;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  VolumeReady event() throws IOException {
    return Fixtures.volume(Fixtures.stored(store, Fixtures.GEOMETRY));
  }

  static RoiTopics topics(ServedLanes lanes, Topic<RoiExtracted> rois) {
    return RoiTopics.of(lanes, Topics.VOLUMES, rois, Topics.SERIES_SKIPPED);
  }

  StageRuntime runtime() {
    return StageRuntime.of("roi-service@test", codec, readiness, StageMetrics.NONE)
        .withClock(Fixtures.CLOCK);
  }

  RoiStage stage(UnknownBodyPart unknownBodyPart, ProcessingMode mode) {
    return new RoiStage(
        Fixtures.deployment(mode),
        topics.rois(),
        topics.seriesSkipped(),
        new VolumePayloads(store),
        Fixtures.PACKAGE,
        Fixtures.HEAD_MR,
        unknownBodyPart,
        current());
  }

  /** Whatever stands for the networks by then. */
  private RegionLocator current() {
    return new RegionLocator() {
      @Override
      public RoiFinding locate(List<Input.OfVolume> volumes) {
        return locator.locate(volumes);
      }

      @Override
      public boolean takesSeveral() {
        return locator.takesSeveral();
      }
    };
  }

  void start(UnknownBodyPart unknownBodyPart, ProcessingMode mode) {
    start(runtime(), unknownBodyPart, mode);
  }

  void start(StageRuntime runtime, UnknownBodyPart unknownBodyPart, ProcessingMode mode) {
    driver =
        new TopologyTestDriver(
            RoiTopology.build(
                runtime, topics, Fixtures.deployment(mode), deployed, stage(unknownBodyPart, mode)),
            new Properties());
  }

  void send(VolumeReady event) {
    start(UnknownBodyPart.SKIP, ProcessingMode.LIVE);
    pipe(event);
  }

  void pipe(VolumeReady event) {
    pipe(Topics.VOLUMES, event);
  }

  void pipe(Topic<VolumeReady> topic, VolumeReady event) {
    pipe(topic, codec.encode(topic, event));
  }

  void pipe(byte[] value) {
    pipe(Topics.VOLUMES, value);
  }

  private void pipe(Topic<VolumeReady> topic, byte[] value) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            Fixtures.SERIES.getBytes(StandardCharsets.UTF_8), value, Fixtures.NOW.toEpochMilli());
  }

  <V extends SpecificRecord> V only(Topic<V> topic, Class<V> type) {
    var values = values(topic);
    assertEquals(1, values.size(), topic.name());
    return type.cast(codec.decode(topic, values.getFirst()));
  }

  void assertNothingOn(Topic<?> topic) {
    assertEquals(0, values(topic).size(), topic.name());
  }

  List<byte[]> values(Topic<?> topic) {
    return driver
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList();
  }
}
