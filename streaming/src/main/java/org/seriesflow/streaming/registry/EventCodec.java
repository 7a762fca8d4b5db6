package org.seriesflow.streaming.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.streaming.Topic;

/**
 * Events as bytes in Confluent's wire format: 0x00, the id of the writer's schema in four bytes
 * (big endian), Avro binary. Read with the writer's schema, resolved to the compiled one, so that
 * events of older and newer producers are understood. Safe for threads.
 */
public final class EventCodec {
  static final byte MAGIC = 0;
  static final int PREFIX_BYTES = 5;

  private final SchemaRegistry registry;

  public EventCodec(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * An event as bytes.
   *
   * @throws SchemaNotRegisteredException where the subject does not hold the event's schema
   */
  public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V event) {
    return encode(topic.subject(), event);
  }

  byte[] encode(String subject, SpecificRecord event) {
    Schema schema = event.getSchema();
    int id = registry.idOf(subject, schema);
    var out = new ByteArrayOutputStream(512);
    out.write(MAGIC);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    var encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(schema, SpecificData.getForClass(event.getClass()))
          .write(event, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Bytes as an event of the compiled schema.
   *
   * @throws CorruptEventException where the bytes are no event of the topic
   * @throws UnknownSchemaException where the registry does not know the writer's schema
   */
  public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
    Schema writer = registry.schemaOf(schemaId(topic.name(), bytes));
    if (!writer.getFullName().equals(topic.schema().getFullName())) {
      throw new CorruptEventException(
          "A %s stands in topic %s, which holds %s."
              .formatted(writer.getFullName(), topic.name(), topic.schema().getFullName()));
    }
    return read(
        topic.name(),
        bytes,
        new SpecificDatumReader<>(
            writer, topic.schema(), SpecificData.getForClass(topic.valueType())));
  }

  /** Decodes with nothing but the registry: as the writer wrote it. */
  public GenericRecord decode(String topicName, byte[] bytes) {
    Schema writer = registry.schemaOf(schemaId(topicName, bytes));
    return read(topicName, bytes, new GenericDatumReader<>(writer, writer, new GenericData()));
  }

  private static <T> T read(String topic, byte[] bytes, DatumReader<T> reader) {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, PREFIX_BYTES, bytes.length - PREFIX_BYTES, null);
    try {
      T event = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new CorruptEventException(
            "An event in topic %s has bytes after its end (%d in all)."
                .formatted(topic, bytes.length));
      }
      return event;
    } catch (CorruptEventException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Avro answers broken bytes with whatever they lead it to: end of file, index, negative size,
      // cast.
      throw new CorruptEventException(
          "An event of %d bytes in topic %s cannot be decoded: %s"
              .formatted(bytes.length, topic, e),
          e);
    }
  }

  private static int schemaId(String topic, byte[] bytes) {
    if (bytes == null) {
      throw new CorruptEventException("A record without a value stands in topic " + topic + ".");
    }
    if (bytes.length < PREFIX_BYTES || bytes[0] != MAGIC) {
      throw new CorruptEventException(
          "A record of %d bytes in topic %s is not in Confluent's wire format (0x00, schema id, Avro)."
              .formatted(bytes.length, topic));
    }
    return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
  }
}
