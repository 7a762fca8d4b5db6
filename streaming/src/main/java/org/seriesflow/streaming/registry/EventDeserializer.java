package org.seriesflow.streaming.registry;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;

/**
 * The deserializer as a class that Kafka's configuration can name ({@code value.deserializer}), for
 * the topics of the catalogue. Keys: see {@link RegistryConfiguration}.
 */
public final class EventDeserializer implements Deserializer<SpecificRecord> {
  private SchemaRegistryClient client;
  private EventCodec codec;

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    client = new SchemaRegistryClient(RegistryConfiguration.parse(configs));
    codec = new EventCodec(client);
  }

  @Override
  public SpecificRecord deserialize(String name, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    Topic<?> topic =
        Topics.byName(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Topic " + name + " does not stand in the catalogue."));
    return codec.decode(topic, bytes);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
