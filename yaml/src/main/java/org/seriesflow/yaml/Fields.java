package org.seriesflow.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a file, read key by key. Every key that is read is remembered, and {@link #done()}
 * refuses the rest, so that a misspelt key never passes as a default.
 *
 * <p>Not thread-safe: confined to the thread that parses.
 */
public final class Fields {
  private final Source source;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();

  Fields(Source source, Node node) {
    this.source = source;
    if (!(node instanceof MappingNode mapping)) {
      throw source.problem("must be a mapping of keys to values");
    }
    for (var entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw source.problem("a key must be plain text");
      }
      int line = line(key);
      lines.put(key.getValue(), line);
      if (values.put(key.getValue(), entry.getValueNode()) != null) {
        throw at(key.getValue()).problem("the key stands twice; keep one");
      }
    }
  }

  private static int line(Node node) {
    return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
  }

  /** Where this mapping stands. */
  public Source source() {
    return source;
  }

  /** Where the value of a key stands, or this mapping where the key is missing. */
  public Source at(String key) {
    return at(source.file(), lines.getOrDefault(key, source.line()), key);
  }

  private Source at(Path file, int line, String key) {
    return new Source(file, line, source.name().isEmpty() ? key : source.name() + "." + key);
  }

  /** The refusal of the value of one key. */
  public RefusedFileException problem(String key, String sentence) {
    return at(key).problem(sentence);
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** The keys in the order of the file. */
  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  private Node node(String key) {
    known.add(key);
    var node = values.get(key);
    if (node == null) {
      throw source.problem("the key '" + key + "' is missing; add it");
    }
    return node;
  }

  private static String scalar(Source at, Node node) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw at.problem("must be a single value that is not empty");
  }

  /** A text that is not empty. */
  public String text(String key) {
    return scalar(at(key), node(key));
  }

  /** A text where the key is there. */
  public Optional<String> textIfPresent(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** A whole number. */
  public int integer(String key) {
    return integer(at(key), text(key));
  }

  /** A whole number from {@code least} upwards. */
  public int integer(String key, int least) {
    int value = integer(key);
    if (value < least) {
      throw problem(key, "is " + value + "; the least allowed is " + least);
    }
    return value;
  }

  private static int integer(Source at, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw at.problem("'" + text + "' is not a whole number");
    }
  }

  /** A finite number. */
  public double number(String key) {
    return number(at(key), text(key));
  }

  /** A finite number above zero. */
  public double positive(String key) {
    double value = number(key);
    if (value <= 0) {
      throw problem(key, "is " + value + "; it must be above 0");
    }
    return value;
  }

  private static double number(Source at, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new RefusedFileException(at, "'" + text + "' is not a number", e);
    }
    throw at.problem("'" + text + "' is not a finite number");
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) {
    return switch (text(key)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem(key, "'" + text(key) + "' is neither true nor false");
    };
  }

  /** A constant of an enumeration, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return choice(at(key), text(key), type);
  }

  private static <E extends Enum<E>> E choice(Source at, String text, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (written(constant).equals(text)) {
        return constant;
      }
    }
    var allowed =
        Arrays.stream(type.getEnumConstants())
            .map(Fields::written)
            .collect(Collectors.joining(", "));
    throw at.problem("'" + text + "' is not one of: " + allowed);
  }

  /** How a constant is written in a file. */
  public static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private <T> List<T> list(String key, BiFunction<Source, Node, T> element) {
    if (!(node(key) instanceof SequenceNode sequence)) {
      throw problem(key, "must be a list");
    }
    var list = new ArrayList<T>();
    for (var node : sequence.getValue()) {
      list.add(element.apply(at(source.file(), line(node), key + "[" + list.size() + "]"), node));
    }
    return List.copyOf(list);
  }

  /** A list of texts. */
  public List<String> texts(String key) {
    return list(key, Fields::scalar);
  }

  /** A list of texts; empty where the key is missing. */
  public List<String> textsIfPresent(String key) {
    return has(key) ? texts(key) : List.of();
  }

  /** A list of whole numbers. */
  public List<Integer> integers(String key) {
    return list(key, (at, node) -> integer(at, scalar(at, node)));
  }

  /** A list of finite numbers. */
  public List<Double> numbers(String key) {
    return list(key, (at, node) -> number(at, scalar(at, node)));
  }

  /** A list of constants of an enumeration. */
  public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    return list(key, (at, node) -> choice(at, scalar(at, node), type));
  }

  /** A nested mapping. */
  public Fields object(String key) {
    return new Fields(at(key), node(key));
  }

  /** A list of nested mappings. */
  public List<Fields> objects(String key) {
    return list(key, Fields::new);
  }

  /** A mapping whose values are texts. */
  public Map<String, String> textsByName(String key) {
    var fields = object(key);
    var texts = new LinkedHashMap<String, String>();
    fields.keys().forEach(name -> texts.put(name, fields.text(name)));
    return texts;
  }

  /** A mapping whose values are mappings; names keep the order of the file. */
  public Map<String, Fields> objectsByName(String key) {
    var fields = object(key);
    var objects = new LinkedHashMap<String, Fields>();
    fields.keys().forEach(name -> objects.put(name, fields.object(name)));
    return objects;
  }

  /** The same mapping under a name that says more than its index. */
  public Fields renamed(String name) {
    var named = new Fields(new Source(source.file(), source.line(), name));
    named.values.putAll(values);
    named.lines.putAll(lines);
    return named;
  }

  private Fields(Source source) {
    this.source = source;
  }

  /** Refuses every key that nothing has read. */
  public void done() {
    for (var key : values.keySet()) {
      if (!known.contains(key)) {
        throw problem(
            key,
            "is an unknown key here; known are: "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }
}
