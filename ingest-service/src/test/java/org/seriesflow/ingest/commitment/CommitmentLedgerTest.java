package org.seriesflow.ingest.commitment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.dicom.StorageCommitment;
import org.seriesflow.dicom.StorageCommitment.FailureReason;
import org.seriesflow.dicom.StorageCommitment.Instance;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;

/** What is promised, and that the promise stands in the log first; on a real broker. */
class CommitmentLedgerTest {
  private static final String MR = "1.2.840.10008.5.1.4.1.1.4";
  private static final String SERIES = "1.2.3";
  private static final Duration KEEP = Duration.ofDays(400);

  private static EmbeddedKafka kafka;

  @TempDir Path folder;
  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final String transaction =
      "2.25." + Long.toUnsignedString(UUID.randomUUID().getMostSignificantBits());
  private final List<String> requested = new ArrayList<>();
  private FilePayloadStore payloads;
  private EventProducer producer;

  @BeforeAll
  static void startBroker() throws InterruptedException, ExecutionException {
    kafka = EmbeddedKafka.start();
    try (var admin = Admin.create(Map.<String, Object>copyOf(client()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.INSTANCES.name(), 2, (short) 1),
                  new NewTopic(Topics.STORAGE_COMMITMENTS.name(), 2, (short) 1)))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void makeStore() throws IOException {
    payloads = new FilePayloadStore(Files.createDirectory(folder.resolve("payloads")));
    producer = new EventProducer(kafka.bootstrapServers(), codec);
  }

  @AfterEach
  void closeProducer() {
    producer.close();
  }

  private static Map<String, String> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private CommitmentLedger ledger() {
    return new CommitmentLedger(
        Map.of("CT1", new Promise(KEEP, Optional.empty())),
        new CommitmentLog(producer, client(), codec),
        payloads,
        "ingest-service@test",
        meters,
        (series, study, aeTitle, transactionUid, instances) ->
            requested.add(
                "%s %s %s %s %s".formatted(series, study, aeTitle, transactionUid, instances)),
        Clock.systemUTC());
  }

  /** Stores and logs an instance, as reception does. */
  private PayloadRef receive(String sopInstance, Instant receivedAt) throws IOException {
    PayloadRef payload;
    try (var draft = payloads.draft()) {
      draft.output().write(sopInstance.getBytes(StandardCharsets.US_ASCII));
      payload = draft.commit(SERIES, MediaTypes.DICOM);
    }
    var at = receivedAt.truncatedTo(ChronoUnit.MILLIS);
    producer.send(
        Topics.INSTANCES,
        InstanceReceived.newBuilder()
            .setHeader(
                EventHeader.newBuilder()
                    .setSeriesInstanceUid(SERIES)
                    .setStudyInstanceUid("1.2")
                    .setRevision(0)
                    .setCorrelationId(SERIES + "#0")
                    .setProducedAt(at)
                    .setProducer("test")
                    .setMode(ProcessingMode.LIVE)
                    .build())
            .setSopClassUid(MR)
            .setSopInstanceUid(sopInstance)
            .setTransferSyntaxUid("1.2.840.10008.1.2.1")
            .setPayload(payload)
            .setReceivedAt(at)
            .build(),
        at.toEpochMilli());
    return payload;
  }

  private StorageCommitment.Answer ask(String aet, String sopClass, String... sopInstances) {
    return ledger()
        .decide(
            new StorageCommitment.Request(
                new AssociationInfo(aet, "SERIESFLOW", "127.0.0.1"),
                transaction,
                List.of(sopInstances).stream().map(uid -> new Instance(sopClass, uid)).toList()));
  }

  private static FailureReason reason(StorageCommitment.Answer answer) {
    return answer.failed().getFirst().reason();
  }

  /** The promises of this test's transaction. */
  private List<ConsumerRecord<byte[], byte[]>> promises() {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (var partition = 0; partition < 2; partition++) {
        var one = new TopicPartition(Topics.STORAGE_COMMITMENTS.name(), partition);
        consumer.assign(List.of(one));
        consumer.seekToBeginning(List.of(one));
        var end = consumer.endOffsets(List.of(one)).get(one);
        while (consumer.position(one) < end) {
          for (var record : consumer.poll(Duration.ofMillis(200))) {
            if (new String(record.key(), StandardCharsets.UTF_8).endsWith("/" + transaction)) {
              found.add(record);
            }
          }
        }
      }
    }
    return found;
  }

  @Test
  void shouldTellWhichInstancesOfASeriesARequestNames() throws IOException {
    receive("1.2.3.71", Instant.now());
    receive("1.2.3.72", Instant.now());

    ask("CT1", MR, "1.2.3.72", "1.2.3.71");

    assertEquals(List.of(SERIES + " 1.2 CT1 " + transaction + " [1.2.3.71, 1.2.3.72]"), requested);
  }

  @Test
  void shouldTellNothingOfARequestThatNamesAnInstanceNobodyReceived() throws IOException {
    receive("1.2.3.73", Instant.now());

    ask("CT1", MR, "1.2.3.73", "1.2.3.74");

    assertEquals(List.of(), requested);
  }

  @Test
  void shouldHavePromisedInTheLogWhatItAnswers() throws IOException {
    var payload = receive("1.2.3.1", Instant.now());

    var answer = ask("CT1", MR, "1.2.3.1");

    assertEquals(List.of(new Instance(MR, "1.2.3.1")), answer.committed());
    var record = promises().getFirst();
    var promise = codec.decode(Topics.STORAGE_COMMITMENTS, record.value());
    assertEquals(payload, promise.getPayload());
    assertEquals("CT1", promise.getCallingAeTitle());
    assertEquals(promise.getCommittedAt().plus(KEEP), promise.getKeepUntil());
    assertEquals(
        Long.toString(promise.getKeepUntil().toEpochMilli()),
        new String(record.headers().lastHeader("keep-until").value(), StandardCharsets.US_ASCII));
    assertEquals(
        1,
        meters
            .get("seriesflow.commitment.instances")
            .tag("outcome", "COMMITTED")
            .counter()
            .count());
  }

  @Test
  void shouldPromiseNothingToWhoeverIsNotNamed() throws IOException {
    receive("1.2.3.2", Instant.now());

    assertEquals(FailureReason.PROCESSING_FAILURE, reason(ask("CT2", MR, "1.2.3.2")));
    assertEquals(List.of(), promises());
  }

  @Test
  void shouldPromiseWhatCameLongAgoBesideWhatNeverCame() throws IOException {
    receive("1.2.3.3", Instant.now().minus(Duration.ofDays(3)));

    var answer = ask("CT1", MR, "1.2.3.3", "1.2.3.999");

    assertEquals(List.of(new Instance(MR, "1.2.3.3")), answer.committed());
    assertEquals(FailureReason.NO_SUCH_OBJECT_INSTANCE, reason(answer));
    assertEquals(1, promises().size());
  }

  @Test
  void shouldNotPromiseAPayloadThatIsGone() throws IOException {
    payloads.delete(receive("1.2.3.4", Instant.now()));

    assertEquals(FailureReason.NO_SUCH_OBJECT_INSTANCE, reason(ask("CT1", MR, "1.2.3.4")));
    assertEquals(List.of(), promises());
  }

  @Test
  void shouldNotPromiseAnInstanceUnderAnotherClass() throws IOException {
    receive("1.2.3.5", Instant.now());

    var answer = ask("CT1", "1.2.840.10008.5.1.4.1.1.2", "1.2.3.5");

    assertEquals(FailureReason.CLASS_INSTANCE_CONFLICT, reason(answer));
  }

  @Test
  void shouldAskToAskAgainWhileTheStoreIsAway() throws IOException {
    var payload = receive("1.2.3.6", Instant.now());
    payloads.delete(payload);
    try (var drafts = Files.list(folder.resolve("payloads"))) {
      for (var rest : drafts.toList()) {
        Files.delete(rest);
      }
    }
    Files.delete(folder.resolve("payloads"));

    assertEquals(FailureReason.RESOURCE_LIMITATION, reason(ask("CT1", MR, "1.2.3.6")));
  }
}
