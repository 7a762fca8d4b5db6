package org.seriesflow.streaming.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.Topics;

class EventCodecTest {
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final EventCodec codec = new EventCodec(registry);
  private final InstanceReceived instance = Samples.instance(Samples.SERIES, "1.2.3.1");

  @Test
  void shouldBeginWithAZeroAndTheSchemaIdInFourBytesBigEndian() {
    byte[] bytes = codec.encode(Topics.INSTANCES, instance);
    assertArrayEquals(new byte[] {0, 0, 0, 0, 1}, Arrays.copyOf(bytes, 5));
  }

  @Test
  void shouldReadWhatItWrote() {
    assertEquals(
        instance, codec.decode(Topics.INSTANCES, codec.encode(Topics.INSTANCES, instance)));
  }

  @Test
  void shouldReadTheEventOfANewerProducerWithOneFieldMore() throws IOException {
    assertEquals(instance, codec.decode(Topics.INSTANCES, writtenByANewerProducer()));
  }

  @Test
  void shouldShowTheWritersFieldsWhereNothingIsCompiled() throws IOException {
    GenericRecord event = codec.decode("instances", writtenByANewerProducer());
    assertEquals("new", event.get("addedLater").toString());
  }

  private byte[] writtenByANewerProducer() throws IOException {
    Schema old = InstanceReceived.getClassSchema();
    var fields = new ArrayList<Schema.Field>();
    old.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("addedLater", Schema.create(Schema.Type.STRING), "doc", "none"));
    Schema newer =
        Schema.createRecord(old.getName(), old.getDoc(), old.getNamespace(), false, fields);
    var event = new GenericData.Record(newer);
    byte[] bytes = codec.encode(Topics.INSTANCES, instance);
    GenericRecord plain =
        new GenericDatumReader<GenericRecord>(old)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    old.getFields().forEach(field -> event.put(field.name(), plain.get(field.name())));
    event.put("addedLater", "new");
    var out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(4).putInt(registry.idOf("x", newer)).array());
    var encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(newer).write(event, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void shouldRefuseBytesThatAreNotTheWireFormat() {
    var thrown =
        assertThrows(
            CorruptEventException.class,
            () -> codec.decode(Topics.INSTANCES, new byte[] {1, 2, 3, 4, 5, 6}));
    assertTrue(thrown.getMessage().contains("wire format"), thrown.getMessage());
  }

  @Test
  void shouldRefuseARecordWithoutValue() {
    assertThrows(CorruptEventException.class, () -> codec.decode(Topics.INSTANCES, null));
  }

  @Test
  void shouldRefuseAnEventThatIsCutOffAnywhere() {
    byte[] bytes = codec.encode(Topics.INSTANCES, instance);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(CorruptEventException.class, () -> codec.decode(Topics.INSTANCES, cut));
    }
  }

  @Test
  void shouldRefuseBytesAfterTheEndOfTheEvent() {
    byte[] bytes = codec.encode(Topics.INSTANCES, instance);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(CorruptEventException.class, () -> codec.decode(Topics.INSTANCES, longer));
  }

  @Test
  void shouldRefuseAnEventOfAnotherType() {
    byte[] bytes = codec.encode(Topics.INSTANCES, instance);
    var thrown =
        assertThrows(CorruptEventException.class, () -> codec.decode(Topics.SERIES_SKIPPED, bytes));
    assertTrue(thrown.getMessage().contains("InstanceReceived"), thrown.getMessage());
  }

  @Test
  void shouldNameTheSchemaIdThatNobodyKnows() {
    byte[] bytes = ByteBuffer.allocate(9).put((byte) 0).putInt(4711).array();
    var thrown =
        assertThrows(UnknownSchemaException.class, () -> codec.decode(Topics.INSTANCES, bytes));
    assertEquals(4711, thrown.id());
  }
}
