package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.ingest.InstanceList;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.EventSerde;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

/** The shipped assembly topology with a clock, partition ends and a payload store of the test's. */
final class AssemblyBench implements AutoCloseable {
  private static final String APPLICATION_ID = "assembly-test";
  private static final int STEPS = 200;
  private static final Duration LEAST_STEP = Duration.ofMillis(250);

  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final FakePartitionEnds ends = new FakePartitionEnds();
  private final AssemblySettings settings;
  private final Path root;
  private final Path state;
  private final KeptStores stores = new KeptStores();
  private final FilePayloadStore payloads;

  private Instant now = Instances.START;
  private RepeatedInstance difference = RepeatedInstance.DUPLICATE;
  private TopologyTestDriver driver;
  private TestOutputTopic<String, SeriesAssembled> assembled;
  private TestOutputTopic<String, SeriesAssembled> urgent;
  private TestOutputTopic<String, DeadLetter> deadLetters;

  AssemblyBench(Path directory, AssemblySettings settings) {
    this.settings = settings;
    root = directory.resolve("payloads");
    state = directory.resolve("state");
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    payloads = new FilePayloadStore(root);
    restart();
  }

  /** Starts on the state that the last stop left. */
  void restart() {
    InstantSource time = () -> now;
    var runtime =
        StageRuntime.of("ingest-service@test", codec, new Readiness(), StageMetrics.NONE)
            .withClock(time.withZone(ZoneOffset.UTC))
            .withBackoff(
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(2)),
                pause -> true);
    var topology =
        AssemblyTopology.build(settings, payloads, this::compare, ends, runtime, stores::supplier);
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver = new TopologyTestDriver(topology, properties, now);
    assembled = output(Topics.SERIES_ASSEMBLED);
    urgent = output(Topics.SERIES_ASSEMBLED_STAT);
    deadLetters = output(Topics.DEAD_LETTERS);
  }

  private InstanceComparison.Finding compare(InstanceReceived standing, InstanceReceived arrived) {
    var kind =
        standing.getPayload().equals(arrived.getPayload())
            ? RepeatedInstance.DUPLICATE
            : difference;
    return new InstanceComparison.Finding(kind, "found " + kind);
  }

  private <V extends org.apache.avro.specific.SpecificRecord> TestOutputTopic<String, V> output(
      Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(),
        Serdes.String().deserializer(),
        new EventSerde<>(topic, codec).deserializer());
  }

  /** Stops; the state is kept. */
  void stop() {
    driver.close();
    driver = null;
  }

  /** Records are read up to this many, and the partition ends after them. */
  void endsAfter(long records) {
    ends.end = records;
  }

  void receive(InstanceReceived instance) {
    receiveBytes(
        instance.getHeader().getSeriesInstanceUid(),
        codec.encode(Topics.INSTANCES, instance),
        instance.getReceivedAt());
  }

  void receiveBytes(String key, byte[] value) {
    receiveBytes(key, value, now);
  }

  private void receiveBytes(String key, byte[] value, Instant receivedAt) {
    pipe(Topics.INSTANCES, key, value, receivedAt);
  }

  void learn(SeriesEvidence evidence) {
    pipe(
        Topics.SERIES_EVIDENCE,
        evidence.getHeader().getSeriesInstanceUid(),
        codec.encode(Topics.SERIES_EVIDENCE, evidence),
        evidence.getObservedAt());
  }

  private void pipe(Topic<?> topic, String key, byte[] value, Instant time) {
    if (time.isAfter(now)) {
      advance(Duration.between(now, time));
    }
    driver
        .createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, time));
  }

  void passTime(Duration time) {
    var step = time.dividedBy(STEPS);
    if (step.compareTo(LEAST_STEP) < 0) {
      step = LEAST_STEP;
    }
    var end = now.plus(time);
    while (now.isBefore(end)) {
      var left = Duration.between(now, end);
      advance(left.compareTo(step) < 0 ? left : step);
    }
  }

  private void advance(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  void passTimeWhileStopped(Duration time) {
    now = now.plus(time);
  }

  void comparesAs(RepeatedInstance kind) {
    difference = kind;
  }

  void takeStoreAway() {
    move(root, root.resolveSibling("away"));
  }

  void bringStoreBack() {
    move(root.resolveSibling("away"), root);
  }

  List<SeriesAssembled> assembled() {
    return assembled.readValuesToList();
  }

  /** Those of the lane STAT. */
  List<SeriesAssembled> urgentlyAssembled() {
    return urgent.readValuesToList();
  }

  List<TestRecord<String, SeriesAssembled>> assembledRecords() {
    return assembled.readRecordsToList();
  }

  SeriesAssembled onlyAssembled() {
    var events = assembled();
    assertEquals(1, events.size(), events::toString);
    return events.getFirst();
  }

  List<DeadLetter> deadLetters() {
    return deadLetters.readValuesToList();
  }

  InstanceReceived original(DeadLetter letter) {
    var value = letter.getOriginalValue();
    var bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return codec.decode(Topics.INSTANCES, bytes);
  }

  List<InstanceReceived> instancesOf(SeriesAssembled event) {
    try (var file = payloads.fetch(event.getInstances())) {
      return InstanceList.read(file.file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows of all stores. */
  int rows() {
    return rows(AssemblyStores.HEADS)
        + rows(AssemblyStores.INSTANCES)
        + rows(AssemblyStores.EXPECTATIONS)
        + rows(AssemblyStores.NAMED)
        + rows(AssemblyStores.PAUSES);
  }

  private int rows(String store) {
    var count = 0;
    try (var all = driver.<String, Object>getKeyValueStore(store).all()) {
      for (; all.hasNext(); all.next()) {
        count++;
      }
    }
    return count;
  }

  /** The rows of a store, by their keys, as they would stand on a disk. */
  KeptStores kept() {
    return stores;
  }

  int questions() {
    return ends.questions;
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (driver != null) {
      driver.close();
    }
  }
}
