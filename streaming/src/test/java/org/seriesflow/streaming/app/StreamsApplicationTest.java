package org.seriesflow.streaming.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.local.BrokerSettings;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Eventually;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.TopicsDifferException;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageDefinition;
import org.seriesflow.streaming.stage.StageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;
import org.seriesflow.streaming.stage.StageTopology;

/** A stage on a real broker with a real registry, exactly-once. */
class StreamsApplicationTest {
  @TempDir Path folder;

  private final String id = "app-" + UUID.randomUUID();
  private final Topic<InstanceReceived> input =
      Topics.INSTANCES.withName(id + "-in").withPartitions(1);
  private final Topic<SeriesSkipped> output =
      Topics.SERIES_SKIPPED.withName(id + "-out").withPartitions(1);
  private final Topic<DeadLetter> letters =
      Topics.DEAD_LETTERS.withName(id + "-letters").withPartitions(1);
  private final List<Topic<?>> topics = List.of(input, output, letters);
  private final Readiness readiness = new Readiness();

  /** The broker deletes a record that is older than its topic's retention within half a minute. */
  private final long now = System.currentTimeMillis();

  private String bootstrap;
  private SchemaRegistryClient registry;
  private EventCodec codec;
  private StreamsApplication application;

  /** The broker that these tests run on; a variant names another. */
  String brokerUnderTest() {
    return LocalStack.shared().bootstrapServers();
  }

  @BeforeEach
  void open() {
    bootstrap = brokerUnderTest();
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
  }

  @AfterEach
  void close() {
    if (application != null) {
      application.close();
    }
    if (registry != null) {
      registry.close();
    }
  }

  @Test
  void shouldLetPoisonGoToTheDeadLettersByteForByteWhileTheRestFlows() {
    apply();
    byte[] poison = {0, 1, 2, 3, 4, 5};
    try (var producer = new EventProducer(bootstrap, codec)) {
      producer.send(input, Samples.instance("1.1", "1"), now);
      producer.send(new ProducerRecord<>(input.name(), 0, now, new byte[] {7}, poison));
      producer.send(input, Samples.instance("1.2", "2"), now);
    }
    start((event, context) -> skip(context));
    assertEquals(List.of("1.1", "1.2"), seriesIn(output, 2));
    var letter = read(letters, 1).getFirst();
    assertEquals("UNKNOWN_SCHEMA", letter.getCauseCode());
    assertEquals(ByteBuffer.wrap(poison), letter.getOriginalValue());
    assertEquals(ByteBuffer.wrap(new byte[] {7}), letter.getOriginalKey());
    assertEquals(1L, letter.getOffset());
  }

  @Test
  void shouldTryARecordAgainThroughAPassingFaultAndKeepTheOrder() {
    apply();
    send("1.1", "1.2");
    var calls = new AtomicInteger();
    start(
        (event, context) -> {
          if (calls.incrementAndGet() <= 3) {
            throw new TransientFaultException("the store is away");
          }
          return skip(context);
        });
    assertEquals(List.of("1.1", "1.2"), seriesIn(output, 2));
    assertEquals(5, calls.get());
  }

  @Test
  void shouldStartAThreadAnewAtTheSameRecordWhenAFaultOutlastsTheBound() {
    apply();
    send("1.1", "1.2");
    var calls = new AtomicInteger();
    start(
        (event, context) -> {
          // Two tries to a thread, by the back-off below: the third thread succeeds.
          if (calls.incrementAndGet() <= 4) {
            throw new TransientFaultException("the store is away for longer");
          }
          return skip(context);
        },
        new Backoff(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(15)));
    assertEquals(List.of("1.1", "1.2"), seriesIn(output, 2));
    Eventually.await("ready again", () -> application.health().ready());
  }

  @Test
  void shouldNotBeReadyAndSayWhyWhileAFaultLasts() {
    apply();
    send("1.1");
    var away = new java.util.concurrent.atomic.AtomicBoolean(true);
    start(
        (event, context) -> {
          if (away.get()) {
            throw new TransientFaultException("the store is away");
          }
          return skip(context);
        });
    Eventually.await(
        "the reason",
        () -> application.health().reasons().contains("stage test: the store is away"));
    assertFalse(application.health().ready());
    assertTrue(application.health().live());
    away.set(false);
    assertEquals(List.of("1.1"), seriesIn(output, 1));
    Eventually.await("ready again", () -> application.health().ready());
  }

  @Test
  void shouldRefuseToStartWithALineForEachDifference() {
    start((event, context) -> skip(context));
    var thrown =
        assertThrows(
            ExecutionException.class,
            () -> application.started().toCompletableFuture().get(60, TimeUnit.SECONDS));
    var refusal = assertInstanceOf(TopicsDifferException.class, thrown.getCause());
    assertEquals(6, refusal.differences().size());
    assertFalse(application.health().live());
    assertEquals("REFUSED", application.health().state());
  }

  @Test
  void shouldWaitForABrokerThatComesLate() {
    try (var kafka = EmbeddedKafka.start(BrokerSettings.in(folder.resolve("kafka")))) {
      bootstrap = kafka.bootstrapServers();
      apply();
      kafka.stop();
      start((event, context) -> skip(context));
      Eventually.await(
          "it says that Kafka is away",
          () -> application.health().reasons().toString().contains("does not answer"));
      assertTrue(application.health().live());
      kafka.restart();
      Eventually.await("ready", () -> application.health().ready());
      application.close();
    }
  }

  @Test
  void shouldResumeWhereItStoppedWithoutDoingAnythingTwice() {
    apply();
    send("1.1");
    start((event, context) -> skip(context));
    assertEquals(List.of("1.1"), seriesIn(output, 1));
    assertTrue(application.stop(Duration.ofSeconds(30)));
    send("1.2");
    start((event, context) -> skip(context));
    assertEquals(List.of("1.1", "1.2"), seriesIn(output, 2));
  }

  private void apply() {
    try (var admin = new TopicsAdmin(bootstrap, registry)) {
      admin.apply(topics, 1);
    }
  }

  private void send(String... series) {
    try (var producer = new EventProducer(bootstrap, codec)) {
      for (var uid : series) {
        producer.send(input, Samples.instance(uid, uid + ".1"), now);
      }
    }
  }

  private void start(Stage<InstanceReceived> stage) {
    start(
        stage, new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(30)));
  }

  private void start(Stage<InstanceReceived> stage, Backoff backoff) {
    var runtime =
        StageRuntime.of("test@1", codec, readiness, StageMetrics.NONE)
            .withDeadLetters(letters)
            .withBackoff(backoff, readiness::pause);
    application =
        new StreamsApplication(
            StreamsSettings.of(id, bootstrap, folder.resolve("state")),
            () ->
                new StageTopology(runtime)
                    .stage(StageDefinition.of("test", input, List.of(output), stage))
                    .build(),
            topics,
            registry,
            readiness);
    application.start();
  }

  private Outcome skip(StageContext context) {
    return Outcome.emit(output, Samples.skipped(context.outputHeader(), "TOO_FEW_SLICES"));
  }

  private List<String> seriesIn(Topic<SeriesSkipped> topic, int count) {
    return read(topic, count).stream().map(e -> e.getHeader().getSeriesInstanceUid()).toList();
  }

  private <V extends SpecificRecord> List<V> read(Topic<V> topic, int count) {
    var events = new ArrayList<V>();
    try (var reader = EventReader.of(bootstrap, codec, topic, EventReader.From.BEGINNING)) {
      Eventually.await(
          count + " events in " + topic,
          () -> {
            reader.poll(Duration.ofMillis(100)).forEach(read -> events.add(read.event()));
            return events.size() >= count;
          });
    }
    return events;
  }
}
