package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.operator.Network;

/** Bodies that run once for each network or element. */
final class BodySteps {
  private BodySteps() {}

  static Map<String, Value> folds(Network.Folds folds, StepInputs in) {
    var collected = new Collected(folds.steps());
    for (var name : folds.models()) {
      var models = in.frame().binding(folds.as(), in.frame().model(name));
      collected.add(round(folds.steps(), in.all(), models, in));
    }
    return collected.lists();
  }

  static Map<String, Value> forEach(Network.ForEach each, StepInputs in) {
    var elements = new LinkedHashMap<String, List<? extends Value>>();
    for (var port : each.over()) {
      elements.put(
          port,
          switch (in.value(port)) {
            case Value.Planes planes -> planes.planes();
            case Value.Items items -> items.values();
            case Value other -> throw new IllegalStateException("no list: " + other);
          });
    }
    int rounds = rounds(elements, in);
    var collected = new Collected(each.steps());
    for (int i = 0; i < rounds; i++) {
      var inputs = in.all();
      boolean complete = true;
      for (var entry : elements.entrySet()) {
        var element = entry.getValue().get(i);
        complete &= !(element instanceof Value.Absent);
        inputs.put(entry.getKey(), element);
      }
      if (complete) {
        collected.add(round(each.steps(), inputs, in.frame().models(), in));
      } else {
        collected.skip();
      }
    }
    return collected.lists();
  }

  private static int rounds(Map<String, List<? extends Value>> elements, StepInputs in) {
    var sizes = new LinkedHashMap<String, Integer>();
    elements.forEach((port, list) -> sizes.put(port, list.size()));
    if (sizes.values().stream().distinct().count() > 1) {
      throw new IllegalStateException(
          in.step().id() + ": the lists side by side differ in length: " + sizes);
    }
    return sizes.values().iterator().next();
  }

  /** One round; arrays that leave it belong to the frame around it. */
  static Map<String, Value> round(
      Dataflow body, Map<String, Value> inputs, Map<String, OpenModel> models, StepInputs in) {
    try (var frame = new Frame(in.run(), body, inputs, models)) {
      var outputs = frame.outputs();
      frame.handOver(outputs.values(), in.frame());
      return outputs;
    }
  }

  /** The outputs of rounds, name by name; what is missing keeps the place of its round. */
  static final class Collected {
    private final Map<String, List<Value>> values = new LinkedHashMap<>();

    Collected(Dataflow body) {
      body.outputs().keySet().forEach(name -> values.put(name, new ArrayList<>()));
    }

    void add(Map<String, Value> outputs) {
      outputs.forEach((name, value) -> values.get(name).add(value));
    }

    /** A round that could not run. */
    void skip() {
      values.values().forEach(list -> list.add(new Value.Absent()));
    }

    Map<String, Value> lists() {
      var lists = new LinkedHashMap<String, Value>();
      values.forEach((name, list) -> lists.put(name, new Value.Items(list)));
      return lists;
    }
  }
}
