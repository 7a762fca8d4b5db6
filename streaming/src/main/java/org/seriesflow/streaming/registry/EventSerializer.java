package org.seriesflow.streaming.registry;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The serializer as a class that Kafka's configuration can name ({@code value.serializer}); a site
 * may put Confluent's own in its place. Keys: see {@link RegistryConfiguration}.
 */
public final class EventSerializer implements Serializer<SpecificRecord> {
  private SchemaRegistryClient client;
  private EventCodec codec;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    client = new SchemaRegistryClient(RegistryConfiguration.parse(configs));
    codec = new EventCodec(client);
  }

  @Override
  public byte[] serialize(String topic, SpecificRecord event) {
    return event == null ? null : codec.encode(topic + "-value", event);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
