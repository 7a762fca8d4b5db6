package org.seriesflow.ingest.reception;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.KafkaException;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;

/** The {@code instances} topic, written and read back by the receiver's side. */
public final class TopicOfInstances implements InstanceLog, Recovery.LoggedInstances {
  private final EventProducer producer;
  private final Map<String, String> kafka;
  private final EventCodec codec;

  /**
   * @param kafka client settings for reading
   */
  public TopicOfInstances(EventProducer producer, Map<String, String> kafka, EventCodec codec) {
    this.producer = producer;
    this.kafka = Map.copyOf(kafka);
    this.codec = codec;
  }

  @Override
  public void append(InstanceReceived instance) {
    producer.send(Topics.INSTANCES, instance, instance.getReceivedAt().toEpochMilli());
  }

  @Override
  public void forEachPayloadKey(Instant since, Consumer<String> visitor) {
    var topics = List.of(Topics.INSTANCES.name());
    try (var reader = EventReader.generic(kafka, codec, topics, EventReader.From.BEGINNING)) {
      reader.seekTo(since);
      reader.readToEnd(event -> payloadKey(event, visitor));
    } catch (KafkaException e) {
      throw new TransientFaultException(
          "topic %s cannot be read: %s".formatted(Topics.INSTANCES.name(), e.getMessage()), e);
    }
  }

  private static void payloadKey(ReadEvent<GenericRecord> event, Consumer<String> visitor) {
    // What cannot be decoded names no payload; the assembly makes it a dead letter.
    if (event.event() != null && event.event().get("payload") instanceof GenericRecord payload) {
      visitor.accept(String.valueOf(payload.get("key")));
    }
  }
}
