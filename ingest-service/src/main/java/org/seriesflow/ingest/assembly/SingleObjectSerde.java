package org.seriesflow.ingest.assembly;

import java.io.IOException;
import org.apache.avro.message.MessageDecoder;
import org.apache.avro.message.MessageEncoder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes state rows in Avro's single-object encoding: two marker bytes, the 8-byte fingerprint of
 * the schema, the body. The fingerprint is the version of the row: a row of another schema is never
 * misread, and a release that changes a row names the former schema to the decoder.
 */
final class SingleObjectSerde<T> implements Serde<T> {
  private final MessageEncoder<T> encoder;
  private final MessageDecoder<T> decoder;

  SingleObjectSerde(MessageEncoder<T> encoder, MessageDecoder<T> decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, row) -> {
      if (row == null) {
        return null;
      }
      try {
        var buffer = encoder.encode(row);
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
      } catch (IOException e) {
        throw new SerializationException("cannot write a row of " + topic, e);
      }
    };
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> {
      if (bytes == null) {
        return null;
      }
      try {
        return decoder.decode(bytes, null);
      } catch (IOException e) {
        throw new SerializationException("cannot read a row of " + topic, e);
      }
    };
  }
}
