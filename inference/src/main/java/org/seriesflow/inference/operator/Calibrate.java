package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 18: scores corrected by constants that were fitted. */
public sealed interface Calibrate extends Operator.Declared {

  @Override
  default int number() {
    return 18;
  }

  /** Logits divided by a temperature. */
  record Temperature(double temperature) implements Calibrate {
    @Override
    public String words() {
      return "calibrate (temperature)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var vector = in.vector("values");
      if (vector.content() == Content.LOGITS) {
        return Map.of("values", vector);
      }
      throw in.refuse("values", "vector of logits", vector);
    }
  }

  /** Probabilities of classes times a factor each. */
  record Multiplier(Map<String, Double> factors) implements Calibrate {
    public Multiplier {
      factors = Map.copyOf(factors);
    }

    @Override
    public String words() {
      return "calibrate (multiplier)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var vector = in.vector("values");
      var labels = in.labels(vector.labels());
      for (var label : factors.keySet()) {
        if (labels.find(label).isEmpty()) {
          throw in.problem("the label set '" + labels.name() + "' has no label '" + label + "'");
        }
      }
      return Map.of("values", vector);
    }
  }
}
