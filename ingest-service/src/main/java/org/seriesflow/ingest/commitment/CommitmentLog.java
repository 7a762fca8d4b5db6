package org.seriesflow.ingest.commitment;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.seriesflow.events.InstanceCommitted;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;

/** The topics behind commitments: what was received is read, what is promised is written. */
public final class CommitmentLog {
  private final EventProducer producer;
  private final Map<String, String> kafka;
  private final EventCodec codec;

  /**
   * A log.
   *
   * @param kafka client settings for reading
   */
  public CommitmentLog(EventProducer producer, Map<String, String> kafka, EventCodec codec) {
    this.producer = producer;
    this.kafka = Map.copyOf(kafka);
    this.codec = codec;
  }

  /** A received instance, as {@code instances} has it. */
  record Received(
      String seriesInstanceUid,
      String studyInstanceUid,
      String sopClassUid,
      String sopInstanceUid,
      PayloadRef payload) {}

  /**
   * Hands out what was received, up to the end that the topic has now.
   *
   * @param since empty: all that the topic holds
   * @throws TransientFaultException where it cannot be read
   */
  void forEachReceived(Optional<Instant> since, Consumer<Received> visitor) {
    var topics = List.of(Topics.INSTANCES.name());
    try (var reader = EventReader.generic(kafka, codec, topics, EventReader.From.BEGINNING)) {
      since.ifPresent(reader::seekTo);
      reader.readToEnd(event -> visit(event.event(), visitor));
    } catch (KafkaException e) {
      throw new TransientFaultException(
          "topic %s cannot be read: %s".formatted(Topics.INSTANCES.name(), e.getMessage()), e);
    }
  }

  private static void visit(GenericRecord event, Consumer<Received> visitor) {
    if (event != null
        && event.get("payload") instanceof GenericRecord payload
        && event.get("header") instanceof GenericRecord header) {
      visitor.accept(
          new Received(
              String.valueOf(header.get("seriesInstanceUid")),
              String.valueOf(header.get("studyInstanceUid")),
              String.valueOf(event.get("sopClassUid")),
              String.valueOf(event.get("sopInstanceUid")),
              new PayloadRef(
                  String.valueOf(payload.get("key")),
                  String.valueOf(payload.get("sha256")),
                  (Long) payload.get("size"),
                  String.valueOf(payload.get("mediaType")))));
    }
  }

  /**
   * Writes a promise and waits until it cannot be lost.
   *
   * @throws TransientFaultException where that was not acknowledged
   */
  void append(InstanceCommitted committed) {
    var topic = Topics.STORAGE_COMMITMENTS;
    var key = committed.getSopInstanceUid() + "/" + committed.getTransactionUid();
    var record =
        new ProducerRecord<>(
            topic.name(),
            null,
            committed.getCommittedAt().toEpochMilli(),
            key.getBytes(StandardCharsets.UTF_8),
            codec.encode(topic, committed));
    var until = Long.toString(committed.getKeepUntil().toEpochMilli());
    record.headers().add(Topics.KEEP_UNTIL, until.getBytes(StandardCharsets.US_ASCII));
    producer.send(record);
  }
}
