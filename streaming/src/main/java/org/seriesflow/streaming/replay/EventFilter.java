package org.seriesflow.streaming.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * An expression over the fields of an event: comparisons ({@code = != < <= > >=}) of a path with a
 * number, a 'text', true, false or null, joined by {@code and}, {@code or} and parentheses; {@code
 * and} binds closer. A path goes through records ({@code attributes.modality}) and into the items
 * of arrays ({@code volumes.voxelType}), where one that fits is enough. Fields are looked up in the
 * schema when the expression is read, so that a wrong name is an error and not an empty choice.
 *
 * <p>A null value fits {@code = null} and {@code !=} of anything else, and nothing besides.
 */
public final class EventFilter {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(<=|>=|!=|=|<|>|\\(|\\))|('(?:[^']|'')*')|([A-Za-z0-9_.+-]+))");

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private int next;

  private EventFilter(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text.strip());
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      tokens.add(matcher.group().strip());
      end = matcher.end();
    }
    if (end != text.strip().length() || tokens.isEmpty()) {
      throw refused("cannot be read from '%s' on".formatted(text.strip().substring(end).strip()));
    }
  }

  /**
   * Reads an expression.
   *
   * @param schema of the events that it is for
   * @throws ReplayRefusedException naming what cannot be read or is no field
   */
  public static Predicate<IndexedRecord> parse(String text, Schema schema) {
    var filter = new EventFilter(text);
    var predicate = filter.or(schema);
    if (filter.next < filter.tokens.size()) {
      throw filter.refused("goes on with '%s'".formatted(filter.tokens.get(filter.next)));
    }
    return predicate;
  }

  private Predicate<IndexedRecord> or(Schema schema) {
    var left = and(schema);
    while (taken("or")) {
      left = left.or(and(schema));
    }
    return left;
  }

  private Predicate<IndexedRecord> and(Schema schema) {
    var left = comparison(schema);
    while (taken("and")) {
      left = left.and(comparison(schema));
    }
    return left;
  }

  private Predicate<IndexedRecord> comparison(Schema schema) {
    if (taken("(")) {
      var inner = or(schema);
      if (!taken(")")) {
        throw refused("misses a ')'");
      }
      return inner;
    }
    var path = List.of(take("a field").split("\\.", -1));
    requireField(path, schema);
    var test = test(take("=, !=, <, <=, > or >="));
    Object wanted = literal(take("a value"));
    return event -> values(event, path).anyMatch(value -> test.test(value, wanted));
  }

  private BiPredicate<Object, Object> test(String operator) {
    return switch (operator) {
      case "=" -> EventFilter::equal;
      case "!=" -> (value, wanted) -> !equal(value, wanted);
      case "<" -> (value, wanted) -> ordered(value, wanted) && compare(value, wanted) < 0;
      case "<=" -> (value, wanted) -> ordered(value, wanted) && compare(value, wanted) <= 0;
      case ">" -> (value, wanted) -> ordered(value, wanted) && compare(value, wanted) > 0;
      case ">=" -> (value, wanted) -> ordered(value, wanted) && compare(value, wanted) >= 0;
      default -> throw refused("has '%s' where a comparison belongs".formatted(operator));
    };
  }

  private Object literal(String token) {
    if (token.startsWith("'")) {
      return token.substring(1, token.length() - 1).replace("''", "'");
    }
    return switch (token) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> Nothing.NULL;
      default -> number(token);
    };
  }

  private Double number(String token) {
    try {
      return Double.valueOf(token);
    } catch (NumberFormatException e) {
      throw refused(
          "has '%s' where a number, a 'text' in quotes, true, false or null belongs"
              .formatted(token));
    }
  }

  private enum Nothing {
    NULL
  }

  private static boolean equal(Object value, Object wanted) {
    return ordered(value, wanted)
        ? compare(value, wanted) == 0
        : Objects.equals(value == null ? Nothing.NULL : value, wanted);
  }

  private static boolean ordered(Object value, Object wanted) {
    return (value instanceof Number && wanted instanceof Double)
        || (wanted instanceof String && value != null && !(value instanceof Number));
  }

  private static int compare(Object value, Object wanted) {
    return value instanceof Number number
        ? Double.compare(number.doubleValue(), (Double) wanted)
        : value.toString().compareTo((String) wanted);
  }

  private static Stream<Object> values(Object value, List<String> path) {
    return switch (value) {
      case Collection<?> items -> items.stream().flatMap(item -> values(item, path));
      case IndexedRecord record when !path.isEmpty() ->
          values(
              record.get(record.getSchema().getField(path.getFirst()).pos()),
              path.subList(1, path.size()));
      case null -> Stream.of((Object) null);
      default -> Stream.of(value);
    };
  }

  private void requireField(List<String> path, Schema schema) {
    Schema record = record(schema);
    for (var name : path) {
      Schema.Field field = record == null ? null : record.getField(name);
      if (field == null) {
        throw refused(
            "names '%s', which is no field of %s"
                .formatted(String.join(".", path), record == null ? "a value" : record.getName()));
      }
      record = record(field.schema());
    }
    if (record != null) {
      throw refused("compares '%s', which is no value".formatted(String.join(".", path)));
    }
  }

  /** The record that a schema, its items or the one that may be absent hold; null for a value. */
  private static Schema record(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> schema;
      case ARRAY -> record(schema.getElementType());
      case UNION ->
          schema.getTypes().stream()
              .map(EventFilter::record)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      default -> null;
    };
  }

  private boolean taken(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private String take(String what) {
    if (next == tokens.size()) {
      throw refused("ends where %s belongs".formatted(what));
    }
    return tokens.get(next++);
  }

  private ReplayRefusedException refused(String why) {
    return new ReplayRefusedException("The expression \"%s\" %s.".formatted(text, why));
  }
}
