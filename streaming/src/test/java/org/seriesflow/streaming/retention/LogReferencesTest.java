package org.seriesflow.streaming.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.payload.MediaTypes;

/** Whole, or not at all. */
class LogReferencesTest {
  private static final String DIGEST = "c".repeat(64);
  private static final PayloadRef VOLUME =
      new PayloadRef("1.2.3/" + DIGEST + ".nii", DIGEST, 1L, MediaTypes.NIFTI);

  private final ReferencedDigests references = new ReferencedDigests();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private LogOfTest log;

  @BeforeEach
  void startBroker() {
    log = new LogOfTest();
  }

  @AfterEach
  void stopBroker() {
    log.close();
  }

  private Map<TopicPartition, Long> endsOfVolumes() {
    try (var ends = new LogEnds(log.client())) {
      return ends.ofTopics(settings()).get("volumes");
    }
  }

  private static RetentionSettings settings() {
    return new RetentionSettings(
        Duration.ofDays(2),
        Optional.empty(),
        Duration.ofDays(1),
        Optional.empty(),
        "ingest-service",
        Optional.empty(),
        false,
        false);
  }

  private LogReferences reader() {
    return new LogReferences(log.client(), Duration.ofMillis(500), NOW, line -> {});
  }

  @Test
  void shouldFailWhereATransactionIsOpenThatNobodyEnds() {
    try (var producer = log.transactionalProducer()) {
      var _ = producer.send(new ProducerRecord<>("volumes", LogOfTest.event(VOLUME)));
      producer.flush();
      var ends = endsOfVolumes();
      var thrown =
          assertThrows(
              RetentionRefusedException.class, () -> reader().read("volumes", ends, references));
      assertTrue(
          thrown.getMessage().startsWith("Topic volumes could not be read whole"),
          thrown.getMessage());
    }
  }

  @Test
  void shouldTakeTheReferencesOfATransactionThatWasOpenAtTheStart() {
    Map<TopicPartition, Long> ends;
    try (var producer = log.transactionalProducer()) {
      var _ = producer.send(new ProducerRecord<>("volumes", LogOfTest.event(VOLUME)));
      producer.flush();
      ends = endsOfVolumes();
      producer.commitTransaction();
    }
    assertEquals(1, reader().read("volumes", ends, references).records());
    assertTrue(references.contains(DIGEST));
  }

  @Test
  void shouldFailWhereATopicEndsBeforeItsEnd() {
    var ends = endsOfVolumes();
    ends.replaceAll((partition, end) -> end + 1);
    assertThrows(RetentionRefusedException.class, () -> reader().read("volumes", ends, references));
  }

  private static ProducerRecord<byte[], byte[]> promise(Instant until) {
    var promise = new ProducerRecord<byte[], byte[]>("volumes", LogOfTest.event(VOLUME));
    promise
        .headers()
        .add("keep-until", Long.toString(until.toEpochMilli()).getBytes(StandardCharsets.US_ASCII));
    return promise;
  }

  private boolean isReferredToBy(ProducerRecord<byte[], byte[]> record) {
    try (var producer = log.transactionalProducer()) {
      var _ = producer.send(record);
      producer.commitTransaction();
    }
    reader().read("volumes", endsOfVolumes(), references);
    return references.contains(DIGEST);
  }

  @Test
  void shouldTakeAPromiseForAReferenceUntilItIsOver() {
    assertFalse(isReferredToBy(promise(NOW.minusMillis(1))));
    assertTrue(isReferredToBy(promise(NOW.plusSeconds(1))));
  }
}
