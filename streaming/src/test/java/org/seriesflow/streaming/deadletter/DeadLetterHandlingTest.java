package org.seriesflow.streaming.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.DeadLetterAction;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Decision;
import org.seriesflow.streaming.deadletter.LetterChain.State;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;

/** On a real broker; the stages are played by the test. */
class DeadLetterHandlingTest {
  private static final byte[] KEY = {49, -1};
  private static final byte[] POISON = {9, 8, 7};
  private static final Decision DECISION =
      new Decision("somebody", Optional.of("The store is back."), Optional.empty());
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static EmbeddedKafka kafka;
  private static int tests;

  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final Map<String, String> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
  private String input;
  private LetterId letter;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              Topics.all().stream().map(topic -> new NewTopic(topic.name(), 2, (short) 1)).toList())
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  /** Each test has an input topic and an application of its own. */
  @BeforeEach
  void writeALetter() throws Exception {
    input = "input-" + ++tests;
    try (var admin = Admin.create(Map.copyOf(client))) {
      admin.createTopics(List.of(new NewTopic(input, 2, (short) 1))).all().get();
      admin
          .alterConsumerGroupOffsets(
              application(), Map.of(new TopicPartition(input, 1), new OffsetAndMetadata(1)))
          .all()
          .get();
    }
    letter = write(List.of(header("h", "5"), header("traceparent", "t")));
  }

  @Test
  void shouldSendTheInputAgainByteForByteToWhereItStood() {
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }

    var sent = sent();
    assertEquals(1, sent.size());
    var record = sent.getFirst();
    assertArrayEquals(KEY, record.key());
    assertArrayEquals(POISON, record.value());
    assertEquals(1, record.partition());
    assertEquals("5", new String(record.headers().lastHeader("h").value(), UTF_8));
  }

  @Test
  void shouldSendTheInputUnderTheTimeOfTheRedrive() {
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }

    assertEquals(NOW.toEpochMilli(), sent().getFirst().timestamp());
  }

  @Test
  void shouldAddressTheInputToTheStageAndApplicationThatFailed() {
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }

    var headers = sent().getFirst().headers();
    assertEquals(Optional.of(new Redrive(letter, 2)), Redrive.linkOf(headers));
    assertEquals(
        List.of(false, true, true),
        List.of(
            Redrive.isForAnother(headers, "roi", application()),
            Redrive.isForAnother(headers, "roi", "a-shadow"),
            Redrive.isForAnother(headers, "classification", application())));
  }

  @Test
  void shouldSayWhoRedroveWhatAndWhy() {
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }

    try (var handling = open()) {
      var handled = chain(handling).handled().getFirst();
      assertEquals(DeadLetterAction.REDRIVEN, handled.getAction());
      assertEquals(2, handled.getAttempt());
      assertEquals(input, handled.getTopic());
      assertEquals("somebody", handled.getHandledBy());
      assertEquals("The store is back.", handled.getReason());
    }
  }

  @Test
  void shouldSendAnInputOnceHoweverOftenTheCommandIsRun() {
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }
    try (var handling = open()) {
      var second = handling.redrive(chain(handling), DECISION);

      assertEquals(Optional.of("attempt 2 is on its way"), second.refusal());
    }
    assertEquals(1, sent().size());
  }

  @Test
  void shouldEndACommandThatDecidesOnWhatItReadBeforeAnotherBegan() {
    try (var earlier = open()) {
      var read = chain(earlier);
      try (var later = open()) {
        later.redrive(chain(later), DECISION);
        var fault =
            assertThrows(TransientFaultException.class, () -> earlier.redrive(read, DECISION));

        assertTrue(fault.getMessage().contains("Another dead-letters command"), fault.toString());
      }
    }
    assertEquals(1, sent().size());
  }

  @Test
  void shouldSendAgainWhatFailedAgainAsTheNextAttemptOfTheFirstLetter() throws Exception {
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }
    var again = new ArrayList<RecordHeader>();
    sent()
        .getFirst()
        .headers()
        .forEach(h -> again.add(new RecordHeader(h.key(), ByteBuffer.wrap(h.value()))));
    write(again);
    try (var handling = open()) {
      handling.redrive(chain(handling), DECISION);
    }

    var sent = sent();
    assertEquals(2, sent.size());
    var headers = sent.getLast().headers();
    assertEquals(Optional.of(new Redrive(letter, 3)), Redrive.linkOf(headers));
    assertEquals(6, headers.toArray().length);
  }

  @Test
  void shouldRecordADiscardAndSendNothing() {
    try (var handling = open()) {
      handling.discard(chain(handling), DECISION);
    }
    try (var handling = open()) {
      assertEquals(State.DISCARDED, chain(handling).state());
      assertEquals(
          Optional.of("it was discarded"), handling.redrive(chain(handling), DECISION).refusal());
    }
    assertTrue(sent().isEmpty());
  }

  @Test
  void shouldRefuseToSendAnInputThatNoApplicationReads() {
    var elsewhere = new Decision("somebody", Optional.empty(), Optional.of("renamed"));
    try (var handling = open()) {
      var result = handling.redrive(chain(handling), elsewhere);

      assertEquals(
          Optional.of(
              "application renamed has never read topic %s; name the one that takes its place"
                  .formatted(input)),
          result.refusal());
    }
    assertTrue(sent().isEmpty());
  }

  private String application() {
    return "application-of-" + input;
  }

  private DeadLetterHandling open() {
    return new DeadLetterHandling(client, codec, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private LetterChain chain(DeadLetterHandling handling) {
    return handling.read().stream()
        .filter(chain -> chain.id().equals(letter))
        .findFirst()
        .orElseThrow();
  }

  private LetterId write(List<RecordHeader> headers) throws Exception {
    var event = LetterHistoryTest.letter(headers);
    event.setTopic(input);
    event.setPartition(1);
    event.setApplicationId(application());
    event.setOriginalKey(ByteBuffer.wrap(KEY));
    event.setOriginalValue(ByteBuffer.wrap(POISON));
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(client),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var written =
          producer
              .send(
                  new ProducerRecord<>(
                      Topics.DEAD_LETTERS.name(), KEY, codec.encode(Topics.DEAD_LETTERS, event)))
              .get();
      return new LetterId(written.partition(), written.offset());
    }
  }

  private static RecordHeader header(String key, String value) {
    return new RecordHeader(key, ByteBuffer.wrap(value.getBytes(UTF_8)));
  }

  /** What was committed; a commit is to be seen at the latest when the next may begin. */
  private List<ConsumerRecord<byte[], byte[]>> sent() {
    open().close();
    var properties = new HashMap<String, Object>(client);
    properties.put("isolation.level", "read_committed");
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = Set.of(new TopicPartition(input, 0), new TopicPartition(input, 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
