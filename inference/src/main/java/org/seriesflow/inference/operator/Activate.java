package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 12: scores become probabilities or decisions. */
public sealed interface Activate extends Operator.Executable {

  private static ValueType activated(Ports in, Content from, Content to) {
    return switch (in.any("values")) {
      case ValueType.Vector vector when vector.content() == from ->
          new ValueType.Vector(vector.labels(), to);
      case ValueType.Map map when map.content() == from -> map.with(to);
      case ValueType other -> throw in.refuse("values", "vector or map of " + from, other);
    };
  }

  @Override
  default int number() {
    return 12;
  }

  /** exp(v) / sum over the labels or channels. */
  record Softmax() implements Activate {
    @Override
    public String words() {
      return "activate (softmax)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("values", activated(in, Content.LOGITS, Content.PROBABILITIES));
    }
  }

  /** 1 / (1 + exp(−v)). */
  record Sigmoid() implements Activate {
    @Override
    public String words() {
      return "activate (sigmoid)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("values", activated(in, Content.LOGITS, Content.PROBABILITIES));
    }
  }

  /** The channel with the highest value; of equal ones the first. */
  record Argmax() implements Activate {
    @Override
    public String words() {
      return "activate (argmax)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var map = in.map("values");
      if (map.content() != Content.LOGITS && map.content() != Content.PROBABILITIES) {
        throw in.refuse("values", "map of logits or probabilities", map);
      }
      return Map.of("mask", map.with(Content.LABELS).withChannels(1));
    }
  }

  /** 1 where a value is above the threshold of its class, else 0; one threshold may do for all. */
  record Threshold(List<Double> thresholds) implements Activate {
    public Threshold {
      thresholds = List.copyOf(thresholds);
    }

    @Override
    public String words() {
      return "activate (threshold)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var map = in.map("values", Content.PROBABILITIES);
      if (thresholds.size() > 1 && map.channels() > 0 && thresholds.size() != map.channels()) {
        throw in.problem(thresholds.size() + " thresholds for " + map.channels() + " channels");
      }
      return Map.of("mask", map.with(Content.LABELS));
    }
  }
}
