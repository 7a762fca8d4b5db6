package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * Operator 19: the vectors of several networks through one more model.
 *
 * @param labels the label set of the result
 */
public record Stack(String model, String labels) implements Operator.Declared {
  @Override
  public int number() {
    return 19;
  }

  @Override
  public String words() {
    return "stack";
  }

  @Override
  public Map<String, ValueType> outputs(Ports in) {
    in.model(model);
    in.all().keySet().forEach(in::vector);
    return Map.of("values", new ValueType.Vector(in.labels(labels).name(), Content.PROBABILITIES));
  }
}
