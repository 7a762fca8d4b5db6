package org.seriesflow.inference.dataflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.seriesflow.yaml.Source;

/**
 * Steps and the values that leave them: a whole package, or the body of a step. A body is closed:
 * it sees its inputs and its own steps, nothing around it.
 *
 * <p>The order of {@link #steps()} follows from the references alone, never from the order in the
 * file. Immutable and thread-safe.
 */
public final class Dataflow {
  private final List<Step> steps;
  private final Map<String, Reference> outputs;
  private final Source source;

  private Dataflow(List<Step> steps, Map<String, Reference> outputs, Source source) {
    this.steps = List.copyOf(steps);
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.source = source;
  }

  /**
   * Orders the steps by their data dependencies; refuses unknown steps, ids that stand twice and
   * cycles.
   */
  public static Dataflow of(List<Step> steps, Map<String, Reference> outputs, Source source) {
    var byId = new LinkedHashMap<String, Step>();
    for (var step : steps) {
      if (byId.put(step.id(), step) != null) {
        throw step.source().problem("the step id '" + step.id() + "' stands twice");
      }
    }
    if (outputs.isEmpty()) {
      throw source.problem("gives no output; name at least one");
    }
    var references = new ArrayList<>(outputs.values());
    steps.forEach(step -> references.addAll(step.inputs().values()));
    for (var reference : references) {
      if (!reference.isInput() && !byId.containsKey(reference.step())) {
        throw reference
            .source()
            .problem(
                "'"
                    + reference.text()
                    + "' refers to a step that is not here; steps here: "
                    + String.join(", ", byId.keySet()));
      }
    }
    var ordered = new ArrayList<Step>();
    var done = new HashSet<String>();
    for (var step : steps) {
      visit(step, byId, done, new ArrayList<>(), ordered);
    }
    return new Dataflow(ordered, outputs, source);
  }

  private static void visit(
      Step step, Map<String, Step> byId, Set<String> done, List<String> path, List<Step> ordered) {
    if (done.contains(step.id())) {
      return;
    }
    if (path.contains(step.id())) {
      var cycle = new ArrayList<>(path.subList(path.indexOf(step.id()), path.size()));
      cycle.add(step.id());
      throw step.source().problem("the steps wait for each other: " + String.join(" <- ", cycle));
    }
    path.add(step.id());
    for (var reference : step.inputs().values()) {
      if (!reference.isInput()) {
        visit(byId.get(reference.step()), byId, done, path, ordered);
      }
    }
    path.removeLast();
    done.add(step.id());
    ordered.add(step);
  }

  /** The steps, each after everything that it needs. */
  public List<Step> steps() {
    return steps;
  }

  /** What leaves the dataflow, by name. */
  public Map<String, Reference> outputs() {
    return outputs;
  }

  /** Where the dataflow stands in the manifest. */
  public Source source() {
    return source;
  }

  /**
   * Checks every step against the types that reach it.
   *
   * @param inputs the types of the dataflow's inputs
   * @return the types of its outputs
   */
  public Map<String, ValueType> check(Map<String, ValueType> inputs, Declarations declarations) {
    var types = new HashMap<String, Map<String, ValueType>>();
    var used = new HashSet<String>();
    for (var step : steps) {
      var arriving = new LinkedHashMap<String, ValueType>();
      step.inputs().forEach((port, ref) -> arriving.put(port, resolve(ref, inputs, types, used)));
      var ports = new Ports(step, arriving, declarations);
      var leaving = step.operator().outputs(ports);
      ports.done();
      types.put(step.id(), leaving);
    }
    var leaving = new LinkedHashMap<String, ValueType>();
    outputs.forEach((name, ref) -> leaving.put(name, resolve(ref, inputs, types, used)));
    refuseUnused(inputs, types, used);
    return Collections.unmodifiableMap(leaving);
  }

  private static ValueType resolve(
      Reference reference,
      Map<String, ValueType> inputs,
      Map<String, Map<String, ValueType>> types,
      Set<String> used) {
    var scope = reference.isInput() ? inputs : types.get(reference.step());
    var type = scope.get(reference.output());
    if (type == null) {
      var known = scope.keySet().stream().sorted().collect(Collectors.joining(", "));
      throw reference
          .source()
          .problem(
              reference.isInput()
                  ? "'" + reference.text() + "' is no input here; inputs here: " + known
                  : "the step '"
                      + reference.step()
                      + "' has no output '"
                      + reference.output()
                      + "'; it gives: "
                      + known);
    }
    used.add(reference.text());
    return type;
  }

  private void refuseUnused(
      Map<String, ValueType> inputs, Map<String, Map<String, ValueType>> types, Set<String> used) {
    for (var step : steps) {
      for (var output : types.get(step.id()).keySet()) {
        if (!step.operator().sideOutputs().contains(output)
            && !used.contains(step.id() + "." + output)) {
          throw step.source().problem("its output '" + output + "' is used by nothing");
        }
      }
    }
    for (var input : inputs.keySet()) {
      if (!used.contains(input)) {
        throw source.problem("the input '" + input + "' is used by nothing");
      }
    }
  }
}
