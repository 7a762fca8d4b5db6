package org.seriesflow.streaming.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.deadletter.LetterId;
import org.seriesflow.streaming.deadletter.Redrive;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;

class StageProcessorTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final Readiness readiness = new Readiness();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> reasonsWhilePausing = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final StageRuntime runtime =
      StageRuntime.of("test-service@1", codec, readiness, new CountingMetrics())
          .withClock(Clock.fixed(Samples.NOON, ZoneOffset.UTC))
          .withBackoff(
              new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), BOUND),
              duration -> {
                pauses.add(duration);
                reasonsWhilePausing.addAll(readiness.reasons());
                return true;
              });
  private TopologyTestDriver driver;

  @AfterEach
  void closeDriver() {
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  void shouldSendWhatAStageEmitsUnderTheKeyAndTimeOfItsInput() {
    start(skipping());
    send(Samples.instance(Samples.SERIES, "1"), 42L);
    var record = read("series-skipped");
    assertEquals(Samples.SERIES, new String(record.key(), StandardCharsets.UTF_8));
    assertEquals(42L, record.timestamp());
  }

  @Test
  void shouldGiveTheOutputTheTraceOfTheInputAndASpanOfItsOwn() {
    start(skipping());
    var input = Samples.instance(Samples.SERIES, "1");
    send(input, 0);
    SeriesSkipped output = codec.decode(Topics.SERIES_SKIPPED, read("series-skipped").value());
    String before = input.getHeader().getTraceparent();
    String after = output.getHeader().getTraceparent();
    assertEquals(before.substring(0, 35), after.substring(0, 35));
    assertNotEquals(before, after);
    assertEquals("test-service@1", output.getHeader().getProducer());
  }

  @Test
  void shouldKeepAnUndecodableRecordByteForByteInADeadLetterAndGoOn() {
    start(skipping());
    byte[] poison = {9, 8, 7};
    var headers = new RecordHeaders().add("h", new byte[] {5});
    input().pipeInput(new TestRecord<>(new byte[] {1, -1}, poison, headers, 7L));
    send(Samples.instance(Samples.SERIES, "1"), 8L);

    DeadLetter letter = letter();
    assertEquals("CORRUPT_EVENT", letter.getCauseCode());
    assertEquals(ByteBuffer.wrap(poison), letter.getOriginalValue());
    assertEquals(ByteBuffer.wrap(new byte[] {1, -1}), letter.getOriginalKey());
    assertEquals("h", letter.getOriginalHeaders().getFirst().getKey());
    assertEquals(
        "instances 0 0",
        letter.getTopic() + " " + letter.getPartition() + " " + letter.getOffset());
    assertFalse(output("series-skipped").isEmpty());
  }

  @Test
  void shouldMakeAFailureADeadLetterWithItsCodeAndTheHeaderOfTheInput() {
    start((event, context) -> Outcome.failure("SOME_CODE", "A sentence.", true));
    send(Samples.instance(Samples.SERIES, "1"), 0);
    DeadLetter letter = letter();
    assertEquals("SOME_CODE", letter.getCauseCode());
    assertEquals("A sentence.", letter.getCause());
    assertTrue(letter.getEndsRevision());
    assertEquals(Samples.SERIES, letter.getHeader().getSeriesInstanceUid());
    assertEquals(List.of("test dead-letters SOME_CODE"), counted);
  }

  @Test
  void shouldMakeADataExceptionADeadLetter() {
    start(
        (event, context) -> {
          throw new DataException("PAYLOAD_MISSING", "Gone.");
        });
    send(Samples.instance(Samples.SERIES, "1"), 0);
    assertEquals("PAYLOAD_MISSING", letter().getCauseCode());
  }

  @Test
  void shouldMakeAnUnexpectedExceptionADeadLetterThatNamesIt() {
    start(
        (event, context) -> {
          throw new IllegalStateException("bug");
        });
    send(Samples.instance(Samples.SERIES, "1"), 0);
    DeadLetter letter = letter();
    assertEquals("UNEXPECTED", letter.getCauseCode());
    assertEquals("java.lang.IllegalStateException: bug", letter.getCause());
  }

  @Test
  void shouldRefuseARecordWhoseKeyIsNotItsSeries() {
    start(skipping());
    byte[] value = codec.encode(Topics.INSTANCES, Samples.instance(Samples.SERIES, "1"));
    input().pipeInput("9.9".getBytes(StandardCharsets.UTF_8), value);
    assertEquals("CORRUPT_EVENT", letter().getCauseCode());
  }

  @Test
  void shouldTryAPassingFaultAgainWithGrowingPausesUntilItPasses() {
    var calls = new AtomicInteger();
    start(
        (event, context) -> {
          if (calls.incrementAndGet() <= 3) {
            throw new TransientFaultException("the store is away");
          }
          return skip(context);
        });
    send(Samples.instance(Samples.SERIES, "1"), 0);
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)), pauses);
    assertEquals(1, output("series-skipped").getQueueSize());
    assertTrue(output("dead-letters").isEmpty());
  }

  @Test
  void shouldNotBeReadyWhileAFaultLasts() {
    var calls = new AtomicInteger();
    start(
        (event, context) -> {
          if (calls.incrementAndGet() == 1) {
            throw new TransientFaultException("the store is away");
          }
          return skip(context);
        });
    send(Samples.instance(Samples.SERIES, "1"), 0);
    assertEquals(List.of("stage test: the store is away"), reasonsWhilePausing);
    assertTrue(readiness.isReady());
  }

  @Test
  void shouldThrowAFaultThatOutlastsTheBoundAndSkipNothing() {
    start(
        (event, context) -> {
          throw new TransientFaultException("away for good");
        });
    assertThrows(Exception.class, () -> send(Samples.instance(Samples.SERIES, "1"), 0));
    assertTrue(output("dead-letters").isEmpty());
    assertTrue(output("series-skipped").isEmpty());
    assertFalse(readiness.isReady());
  }

  @Test
  void shouldSendNothingAndCountTheReasonWhereNothingFollows() {
    start((event, context) -> Outcome.nothing("DUPLICATE"));
    send(Samples.instance(Samples.SERIES, "1"), 0);
    assertTrue(output("series-skipped").isEmpty());
    assertEquals(List.of("test nothing DUPLICATE"), counted);
  }

  @Test
  void shouldWriteStateAfterTheWorkAndEmitByTime() {
    var definition =
        StageDefinition.of("test", Topics.INSTANCES, List.of(Topics.SERIES_SKIPPED), skipping())
            .withStores(List.of("seen"), Remembering::new);
    start(
        new StageTopology(runtime)
            .stage(definition)
            .store(
                Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("seen"), Serdes.String(), Serdes.String())));
    send(Samples.instance(Samples.SERIES, "1"), 0);
    assertEquals("1", driver.getKeyValueStore("seen").get(Samples.SERIES));
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    SeriesSkipped output = codec.decode(Topics.SERIES_SKIPPED, read("series-skipped").value());
    assertEquals("BY_TIME", output.getReasonCode());
  }

  @Test
  void shouldNotWriteADeadLetterAboutADeadLetter() {
    var definition =
        StageDefinition.of(
            "outcome",
            Topics.DEAD_LETTERS,
            List.of(),
            (event, context) -> Outcome.failure("X", "Y.", false));
    start(new StageTopology(runtime).stage(definition));
    driver
        .createInputTopic("dead-letters", new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new byte[] {1}, new byte[] {1});
    assertTrue(output("dead-letters").isEmpty());
  }

  @Test
  void shouldNameEveryNode() {
    var topology =
        new StageTopology(runtime)
            .stage(
                StageDefinition.of(
                    "test", Topics.INSTANCES, List.of(Topics.SERIES_SKIPPED), skipping()))
            .build();
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: instances (topics: [instances])
              --> test-of-instances
            Processor: test-of-instances (stores: [])
              --> to-dead-letters, to-series-skipped
              <-- instances
            Sink: to-dead-letters (topic: dead-letters)
              <-- test-of-instances
            Sink: to-series-skipped (topic: series-skipped)
              <-- test-of-instances

        """,
        topology.describe().toString());
  }

  @Test
  void shouldPassTheLinkOfARedriveOnToWhatFollowsWithoutItsAddress() {
    start(skipping());
    redrive("test", "test");

    var headers = read("series-skipped").headers();
    assertEquals(Optional.of(new Redrive(new LetterId(3, 1042), 2)), Redrive.linkOf(headers));
    assertNull(headers.lastHeader(Redrive.STAGE));
    assertNull(headers.lastHeader(Redrive.APPLICATION));
  }

  @Test
  void shouldLetPassWhatWasRedrivenForAnotherApplicationOrStage() {
    start(skipping());
    redrive("test", "a-shadow");
    redrive("another", "test");

    assertTrue(output("series-skipped").isEmpty());
    assertTrue(output("dead-letters").isEmpty());
  }

  @Test
  void shouldKeepTheHeadersOfARedriveInTheLetterOfAnInputThatFailsAgain() {
    start((event, context) -> Outcome.failure("SOME_CODE", "A sentence.", true));
    redrive("test", "test");

    var letter = letter();
    assertEquals("test", letter.getApplicationId());
    assertEquals(
        List.of(Redrive.OF, Redrive.ATTEMPT, Redrive.STAGE, Redrive.APPLICATION),
        letter.getOriginalHeaders().stream().map(RecordHeader::getKey).toList());
  }

  private void redrive(String stage, String application) {
    var headers = new RecordHeaders();
    headers.add(Redrive.OF, "3-1042".getBytes(StandardCharsets.UTF_8));
    headers.add(Redrive.ATTEMPT, "2".getBytes(StandardCharsets.UTF_8));
    headers.add(Redrive.STAGE, stage.getBytes(StandardCharsets.UTF_8));
    headers.add(Redrive.APPLICATION, application.getBytes(StandardCharsets.UTF_8));
    var instance = Samples.instance(Samples.SERIES, "1");
    input()
        .pipeInput(
            new TestRecord<>(
                Samples.SERIES.getBytes(StandardCharsets.UTF_8),
                codec.encode(Topics.INSTANCES, instance),
                headers,
                7L));
  }

  private static final class Remembering implements Stage<InstanceReceived> {
    private KeyValueStore<String, String> seen;

    @Override
    public void start(StageHost host) {
      seen = host.store("seen");
      host.schedule(
          Duration.ofSeconds(1),
          PunctuationType.WALL_CLOCK_TIME,
          _ ->
              Outcome.emit(
                  Topics.SERIES_SKIPPED,
                  Samples.skipped(Samples.header(Samples.SERIES, 1), "BY_TIME")));
    }

    @Override
    public Outcome apply(InstanceReceived event, StageContext context) {
      return Outcome.nothing("seen");
    }

    @Override
    public void afterwards(InstanceReceived event, Outcome outcome, StageContext context) {
      seen.put(event.getHeader().getSeriesInstanceUid(), event.getSopInstanceUid());
    }
  }

  private static Stage<InstanceReceived> skipping() {
    return (event, context) -> skip(context);
  }

  private static Outcome skip(StageContext context) {
    return Outcome.emit(
        Topics.SERIES_SKIPPED, Samples.skipped(context.outputHeader(), "TOO_FEW_SLICES"));
  }

  private void start(Stage<InstanceReceived> stage) {
    start(
        new StageTopology(runtime)
            .stage(
                StageDefinition.of(
                    "test", Topics.INSTANCES, List.of(Topics.SERIES_SKIPPED), stage)));
  }

  private void start(StageTopology topology) {
    var properties = new Properties();
    properties.put("application.id", "test");
    properties.put("bootstrap.servers", "none:1");
    driver = new TopologyTestDriver(topology.build(), properties, Samples.NOON);
  }

  private TestInputTopic<byte[], byte[]> input() {
    return driver.createInputTopic(
        "instances", new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void send(InstanceReceived instance, long timestamp) {
    input()
        .pipeInput(
            instance.getHeader().getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8),
            codec.encode(Topics.INSTANCES, instance),
            timestamp);
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private TestRecord<byte[], byte[]> read(String topic) {
    return output(topic).readRecord();
  }

  private DeadLetter letter() {
    var record = read("dead-letters");
    DeadLetter letter = codec.decode(Topics.DEAD_LETTERS, record.value());
    assertArrayEquals(letter.getOriginalKey().array(), record.key());
    return letter;
  }

  private final class CountingMetrics implements StageMetrics {
    @Override
    public void finished(String stage, String outcome, String reason, Duration latency) {
      counted.add(stage + " " + outcome + " " + reason);
    }

    @Override
    public void queued(String stage, Duration age) {}

    @Override
    public void retried(String stage) {}
  }
}
