package org.seriesflow.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The commands on a broker and a registry; what a redrive sends is tested where it is sent. */
class DeadLettersCommandTest {
  // The tests share topics: each has causes and series of its own.
  private final String cause = "CAUSE_" + UUID.randomUUID().toString().replace('-', '_');
  private final String series = "1.2.3." + Integer.toUnsignedString(cause.hashCode());
  private SchemaRegistryClient registry;
  private EventCodec codec;
  private String letter;

  @BeforeEach
  void writeALetter() throws Exception {
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      admin.apply(Topics.all(2), 1);
    }
    letter = write(series, "2026-03-01T10:00:00Z");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldListOpenLettersByTheirCauseInJson() throws Exception {
    write(series, "2026-03-02T10:00:00Z");

    var run = run("list", "--cause", cause, "--json");

    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.json().path("letters").size());
    var first = run.json().at("/letters/0");
    assertEquals(letter, first.path("id").asText());
    assertEquals("OPEN", first.path("state").asText());
    assertEquals(1, first.path("attempts").asInt());
    assertEquals(series, first.path("series").asText());
  }

  @Test
  void shouldListALineForEachLetter() {
    var run = run("list", "--series", series);

    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().lines().anyMatch(line -> line.matches(letter + " +OPEN .*")), run.out());
  }

  @Test
  void shouldListNoLetterThatFailedAtAnotherTime() throws Exception {
    var run = run("list", "--cause", cause, "--json", "--since", "2026-03-01T10:00:01Z");

    assertEquals(0, run.json().path("letters").size(), run.out());
  }

  @Test
  void shouldShowALetterWithItsInput() throws Exception {
    var run = run("show", letter);

    assertEquals(0, run.exitCode(), run.err());
    assertEquals(letter, run.json().at("/letters/0/id").asText());
    assertEquals(
        "A record of 3 bytes in topic rois is not in Confluent's wire format (0x00, schema id,"
            + " Avro).",
        run.json().at("/input/error").asText());
  }

  @Test
  void shouldSendAnInputAgainOnceAndSayWhyNotTheSecondTime() throws Exception {
    var first = run("redrive", letter, "--json", "--reason", "The store is back.");
    var second = run("redrive", letter, "--json");

    assertEquals(0, first.exitCode(), first.err());
    assertEquals("redriven", first.json().at("/letters/0/result").asText());
    assertEquals(1, second.exitCode());
    assertEquals("attempt 2 is on its way", second.json().at("/letters/0/reason").asText());
  }

  @Test
  void shouldChangeNothingInADryRun() throws Exception {
    run("redrive", "--cause", cause, "--dry-run");

    assertEquals(1, run("list", "--cause", cause, "--json").json().path("letters").size());
  }

  @Test
  void shouldDiscardALetterAndKeepIt() throws Exception {
    var discard = run("discard", letter, "--reason", "a phantom", "--by", "somebody");
    var show = run("show", letter);

    assertEquals(0, discard.exitCode(), discard.err());
    assertEquals("DISCARDED", show.json().path("state").asText());
    assertEquals("a phantom", show.json().at("/handled/0/reason").asText());
    assertEquals("somebody", show.json().at("/handled/0/handledBy").asText());
    assertEquals(0, run("list", "--cause", cause, "--json").json().path("letters").size());
  }

  @Test
  void shouldNotRedriveAllForWantOfAnOption() {
    var run = run("redrive");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("name letters, choose them by an option, or say --all"));
  }

  @Test
  void shouldNameALetterThatThereIsNot() {
    var run = run("redrive", "0-99999999");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("there is no dead letter 0-99999999"), run.err());
  }

  @Test
  void shouldRefuseALetterThatIsNone() {
    var run = run("show", "latest");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("'latest' names no dead letter"), run.err());
  }

  private static CommandRun run(String... arguments) {
    var all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "-b", LocalStack.shared().bootstrapServers(), "-r", LocalStack.shared().registryUrl()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /** Of before applications were kept: a redrive then asks for no group. */
  private String write(String seriesUid, String failedAt) throws Exception {
    var event =
        DeadLetter.newBuilder()
            .setHeader(SampleEvents.header(seriesUid, 1))
            .setCauseCode(cause)
            .setCause("Bytes are cut short.")
            .setStage("classification")
            .setEndsRevision(true)
            .setTopic("rois")
            .setPartition(0)
            .setOffset(7)
            .setTimestamp(SampleEvents.BEGUN)
            .setOriginalKey(ByteBuffer.wrap(seriesUid.getBytes(UTF_8)))
            .setOriginalValue(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .setFailedAt(Instant.parse(failedAt))
            .setProducer("test@0")
            .build();
    Map<String, Object> client =
        Map.of("bootstrap.servers", LocalStack.shared().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      var written =
          producer
              .send(
                  new ProducerRecord<>(
                      "dead-letters",
                      seriesUid.getBytes(UTF_8),
                      codec.encode(Topics.DEAD_LETTERS, event)))
              .get();
      return written.partition() + "-" + written.offset();
    }
  }
}
