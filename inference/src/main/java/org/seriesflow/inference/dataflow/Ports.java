package org.seriesflow.inference.dataflow;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.ModelFile;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.yaml.RefusedFileException;

/**
 * The types that arrive at one step while it is checked. Ports that the operator does not ask for
 * are refused.
 *
 * <p>Not thread-safe: confined to the thread that checks.
 */
public final class Ports {
  private final Step step;
  private final Map<String, ValueType> types;
  private final Declarations declarations;
  private final Set<String> asked = new HashSet<>();

  Ports(Step step, Map<String, ValueType> types, Declarations declarations) {
    this.step = step;
    this.types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    this.declarations = declarations;
  }

  /** The operator that is checked. */
  public Operator operator() {
    return step.operator();
  }

  /** The refusal of this step. */
  public RefusedFileException problem(String sentence) {
    return step.source().problem(sentence);
  }

  /** The refusal of what arrives at a port. */
  public RefusedFileException refuse(String port, String wanted, ValueType got) {
    var reference = step.inputs().get(port);
    return reference
        .source()
        .problem("'" + reference.text() + "' is a " + got + ", but a " + wanted + " is needed");
  }

  /** All ports with their types, for operators that take any. */
  public Map<String, ValueType> all() {
    asked.addAll(types.keySet());
    if (types.isEmpty()) {
      throw problem("needs at least one input");
    }
    return types;
  }

  /** The type at a port that must be there. */
  public ValueType any(String port) {
    asked.add(port);
    var type = types.get(port);
    if (type == null) {
      throw problem("the input '" + port + "' is missing; name what it takes");
    }
    return type;
  }

  /** Whether something arrives at a port that may be left open. */
  public boolean has(String port) {
    asked.add(port);
    return types.containsKey(port);
  }

  /** A volume must arrive at the port. */
  public ValueType.Volume volume(String port) {
    var type = any(port);
    if (type instanceof ValueType.Volume volume) {
      return volume;
    }
    throw refuse(port, "volume", type);
  }

  /** A study must arrive at the port. */
  public ValueType.Study study(String port) {
    var type = any(port);
    if (type instanceof ValueType.Study study) {
      return study;
    }
    throw refuse(port, "study", type);
  }

  /** A map must arrive at the port. */
  public ValueType.Map map(String port) {
    var type = any(port);
    if (type instanceof ValueType.Map map) {
      return map;
    }
    throw refuse(port, "map", type);
  }

  /** A map of that content must arrive at the port. */
  public ValueType.Map map(String port, Content content) {
    var map = map(port);
    if (map.content() == content) {
      return map;
    }
    throw refuse(port, ValueType.Map.of(map.rank(), content).toString(), map);
  }

  /** A box of that rank must arrive at the port. */
  public ValueType.Box box(String port, int rank) {
    var type = any(port);
    if (type instanceof ValueType.Box box && box.rank() == rank) {
      return box;
    }
    throw refuse(port, new ValueType.Box(rank).toString(), type);
  }

  /** Points must arrive at the port. */
  public ValueType.Points points(String port) {
    var type = any(port);
    if (type instanceof ValueType.Points points) {
      return points;
    }
    throw refuse(port, "points", type);
  }

  /** A vector must arrive at the port. */
  public ValueType.Vector vector(String port) {
    var type = any(port);
    if (type instanceof ValueType.Vector vector) {
      return vector;
    }
    throw refuse(port, "vector", type);
  }

  /** A list must arrive at the port. */
  public ValueType.Items items(String port) {
    var type = any(port);
    if (type instanceof ValueType.Items items) {
      return items;
    }
    throw refuse(port, "list", type);
  }

  /** A network of the package. */
  public ModelFile model(String name) {
    return declarations
        .model(name)
        .orElseThrow(
            () ->
                problem(
                    "the model '"
                        + name
                        + "' is not declared; declared are: "
                        + String.join(", ", declarations.modelNames())));
  }

  /** A label set of the package. */
  public LabelSet labels(String name) {
    return findLabels(name)
        .orElseThrow(() -> problem("the label set '" + name + "' is not declared"));
  }

  /** A label set of the package where one has that name. */
  public Optional<LabelSet> findLabels(String name) {
    return declarations.labels(name);
  }

  /** The output types of a body. */
  public Map<String, ValueType> body(Dataflow body, Map<String, ValueType> inputs) {
    return body.check(inputs, declarations);
  }

  /** The output types of a body in which {@code name} stands for {@code model}. */
  public Map<String, ValueType> body(
      Dataflow body, Map<String, ValueType> inputs, String name, ModelFile model) {
    if (declarations.model(name).isPresent()) {
      throw problem("'" + name + "' names a declared model already; choose another name");
    }
    return body.check(inputs, declarations.binding(name, model));
  }

  void done() {
    for (var port : types.keySet()) {
      if (!asked.contains(port)) {
        throw step.inputs().get(port).source().problem("the operator has no input '" + port + "'");
      }
    }
  }
}
