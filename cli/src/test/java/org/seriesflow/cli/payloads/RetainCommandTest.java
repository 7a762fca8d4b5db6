package org.seriesflow.cli.payloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.cli.CommandRun;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;

/** The command on a broker and a folder; what is kept and deleted is tested with the job. */
class RetainCommandTest {
  private static final String STATE = "ingest-service-assembly-heads-changelog";
  private static EmbeddedKafka kafka;

  @TempDir Path root;
  private PayloadRef referenced;
  private PayloadRef lost;

  @BeforeAll
  static void startBroker() throws ExecutionException, InterruptedException {
    kafka = EmbeddedKafka.start();
    var names = new ArrayList<>(Topics.all().stream().map(Topic::name).toList());
    names.add(STATE);
    try (var admin = Admin.create(client())) {
      var topics = names.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList();
      admin.createTopics(topics).all().get();
    }
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void storeTwoPayloads() throws IOException, ExecutionException, InterruptedException {
    referenced = putThreeDaysAgo("referenced");
    lost = putThreeDaysAgo("lost");
    try (var producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      var mention = referenced.getKey().getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("volumes", mention)).get();
    }
  }

  private PayloadRef putThreeDaysAgo(String text) throws IOException {
    try (var draft = new FilePayloadStore(root).draft()) {
      draft.output().write(text.getBytes(StandardCharsets.UTF_8));
      var reference = draft.commit("1.2.3", MediaTypes.NIFTI);
      Files.setLastModifiedTime(
          root.resolve(reference.getKey()), FileTime.from(Instant.now().minus(Duration.ofDays(3))));
      return reference;
    }
  }

  private CommandRun retain(String... options) {
    var arguments = new ArrayList<>(List.of("payloads", "retain", "-b", kafka.bootstrapServers()));
    arguments.addAll(List.of("--path", root.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void shouldDeleteAndTellInJson() throws IOException {
    var run = retain("--json");

    assertEquals(0, run.exitCode(), run.err());
    assertEquals(1, run.json().at("/deleted/payloads").asInt());
    assertEquals(4, run.json().at("/deleted/bytes").asLong());
    assertEquals(1, run.json().at("/referenced/payloads").asInt());
    assertEquals("PT48H", run.json().path("grace").asText());
    assertEquals("PT15M", run.json().path("longestTransaction").asText());
    assertEquals(
        List.of(true, false),
        List.of(
            Files.exists(root.resolve(referenced.getKey())),
            Files.exists(root.resolve(lost.getKey()))));
  }

  @Test
  void shouldTellInATableWhatADryRunWouldDelete() {
    var run = retain("--dry-run");

    assertEquals(0, run.exitCode(), run.err());
    assertTrue(
        run.out().lines().anyMatch(line -> line.matches("would be deleted +1 +4")), run.out());
    assertTrue(Files.exists(root.resolve(lost.getKey())));
  }

  @Test
  void shouldKeepWhatIsYoungerThanAGraceInDays() throws IOException {
    var run = retain("--json", "--grace", "7d");

    assertEquals(1, run.json().at("/young/payloads").asInt(), run.out());
    assertTrue(Files.exists(root.resolve(lost.getKey())));
  }

  @Test
  void shouldRefuseAGraceBelowTheRecoveryHorizonInOneLine() {
    var run = retain("--grace", "48h", "--recovery-horizon", "7d");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("The grace is PT48H and must be at least PT169H15M"), run.err());
    assertTrue(Files.exists(root.resolve(lost.getKey())));
  }

  @Test
  void shouldRefuseToKeepInstancesForLessThanTheGrace() {
    var run = retain("--grace", "7d", "--keep-instances", "3d");

    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("The time for instances, PT72H, is shorter"), run.err());
  }

  @Test
  void shouldRefuseAnObjectStoreWithoutABucket() {
    var run = retain("--store", "s3");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("seriesflow.payload-store.s3.bucket is missing"), run.err());
  }

  @Test
  void shouldRefuseATypeOfStoreThatThereIsNot() {
    var run = retain("--store", "nfs");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("nfs"), run.err());
  }

  @Test
  void shouldRefuseADurationThatIsNone() {
    var run = retain("--grace", "soon");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("'soon' is no duration such as 90s, 48h or 7d"), run.err());
  }
}
