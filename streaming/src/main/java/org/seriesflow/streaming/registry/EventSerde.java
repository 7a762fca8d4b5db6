package org.seriesflow.streaming.registry;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.seriesflow.streaming.Topic;

/** The events of one topic as a Kafka serde, for state stores, producers and consumers. */
public final class EventSerde<V extends SpecificRecord> implements Serde<V> {
  private final Topic<V> topic;
  private final EventCodec codec;

  public EventSerde(Topic<V> topic, EventCodec codec) {
    this.topic = topic;
    this.codec = codec;
  }

  /**
   * Writes under the catalogue topic's subject, whatever name the record goes to (a changelog,
   * say).
   */
  @Override
  public Serializer<V> serializer() {
    return (name, event) -> event == null ? null : codec.encode(topic, event);
  }

  @Override
  public Deserializer<V> deserializer() {
    return (name, bytes) -> bytes == null ? null : codec.decode(topic, bytes);
  }
}
