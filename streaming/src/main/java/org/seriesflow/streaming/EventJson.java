package org.seriesflow.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * Events as plain JSON for people: unions without their type, instants as ISO 8601, bytes as
 * Base64.
 */
public final class EventJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private EventJson() {}

  public static JsonNode of(IndexedRecord event) {
    var node = NODES.objectNode();
    for (var field : event.getSchema().getFields()) {
      node.set(field.name(), value(event.get(field.pos()), field.schema()));
    }
    return node;
  }

  private static JsonNode value(Object value, Schema schema) {
    return switch (value) {
      case null -> NODES.nullNode();
      case IndexedRecord record -> of(record);
      case Collection<?> items -> {
        var array = NODES.arrayNode();
        items.forEach(item -> array.add(value(item, branch(schema, Schema.Type.ARRAY))));
        yield array;
      }
      case Map<?, ?> entries -> {
        var object = NODES.objectNode();
        entries.forEach(
            (key, item) ->
                object.set(key.toString(), value(item, branch(schema, Schema.Type.MAP))));
        yield object;
      }
      case ByteBuffer buffer -> {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        yield NODES.binaryNode(bytes);
      }
      case GenericFixed fixed -> NODES.binaryNode(fixed.bytes());
      case Long number when isTimestamp(schema) ->
          NODES.textNode(Instant.ofEpochMilli(number).toString());
      case Long number -> NODES.numberNode(number);
      case Integer number -> NODES.numberNode(number);
      case Float number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Boolean flag -> NODES.booleanNode(flag);
      default -> NODES.textNode(value.toString());
    };
  }

  /** The schema of the items of an array or of the values of a map, which may stand in a union. */
  private static Schema branch(Schema schema, Schema.Type type) {
    Schema found =
        schema.getType() == Schema.Type.UNION
            ? schema.getTypes().stream()
                .filter(branch -> branch.getType() == type)
                .findFirst()
                .orElseThrow()
            : schema;
    return type == Schema.Type.ARRAY ? found.getElementType() : found.getValueType();
  }

  private static boolean isTimestamp(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().stream().anyMatch(EventJson::isTimestamp)
        : schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }
}
