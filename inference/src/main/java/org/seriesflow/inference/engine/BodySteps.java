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
    int rounds = elements.values().iterator().next().size();
    var collected = new Collected(each.steps());
    for (int i = 0; i < rounds; i++) {
      var inputs = in.all();
      for (var entry : elements.entrySet()) {
        if (entry.getValue().size() != rounds) {
          throw new IllegalStateException(
              in.step().id() + ": lists of different length stand side by side");
        }
        inputs.put(entry.getKey(), entry.getValue().get(i));
      }
      collected.add(round(each.steps(), inputs, in.frame().models(), in));
    }
    return collected.lists();
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

  /** The outputs of rounds, name by name, without what is missing. */
  static final class Collected {
    private final Map<String, List<Value>> values = new LinkedHashMap<>();

    Collected(Dataflow body) {
      body.outputs().keySet().forEach(name -> values.put(name, new ArrayList<>()));
    }

    void add(Map<String, Value> outputs) {
      outputs.forEach(
          (name, value) -> {
            if (!(value instanceof Value.Absent)) {
              values.get(name).add(value);
            }
          });
    }

    Map<String, Value> lists() {
      var lists = new LinkedHashMap<String, Value>();
      values.forEach((name, list) -> lists.put(name, new Value.Items(list)));
      return lists;
    }
  }
}
