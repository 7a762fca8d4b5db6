package org.seriesflow.classifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A {@link SeriesRow} as JSON. Only this service reads it, from its own changelog. */
final class SeriesRowSerde implements Serde<SeriesRow> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Serializer<SeriesRow> serializer() {
    return (topic, row) -> {
      if (row == null) {
        return null;
      }
      try {
        return JSON.writeValueAsBytes(row);
      } catch (JsonProcessingException e) {
        throw new SerializationException("A row of " + topic + " cannot be written", e);
      }
    };
  }

  @Override
  public Deserializer<SeriesRow> deserializer() {
    return (topic, bytes) -> {
      if (bytes == null) {
        return null;
      }
      try {
        return JSON.readValue(bytes, SeriesRow.class);
      } catch (IOException e) {
        throw new SerializationException(
            "A row of " + topic + " cannot be read: " + new String(bytes, StandardCharsets.UTF_8),
            e);
      }
    };
  }
}
