package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 17: a list of equal things, or equal things at several ports, become one. */
public sealed interface Reduce extends Operator.Executable {

  private static Map<String, ValueType> one(Ports in) {
    var all = in.all();
    var first = all.values().iterator().next();
    var element = all.size() == 1 && first instanceof ValueType.Items(ValueType of) ? of : first;
    if (!(element instanceof ValueType.Vector) && !(element instanceof ValueType.Map)) {
      throw in.problem("reduces vectors or maps, but gets a " + first);
    }
    for (var entry : all.entrySet()) {
      if (all.size() > 1 && !entry.getValue().equals(element)) {
        throw in.refuse(entry.getKey(), element.toString(), entry.getValue());
      }
    }
    return Map.of("values", element);
  }

  @Override
  default int number() {
    return 17;
  }

  @Override
  default Map<String, ValueType> outputs(Ports in) {
    return one(in);
  }

  /** The mean of all. */
  record Mean() implements Reduce {
    @Override
    public String words() {
      return "reduce (mean)";
    }
  }

  /** The mean with one weight an element; weights are divided by their sum. */
  record Weighted(List<Double> weights) implements Reduce {
    public Weighted {
      weights = List.copyOf(weights);
    }

    @Override
    public String words() {
      return "reduce (weighted)";
    }
  }

  /** The highest of each value. */
  record Max() implements Reduce {
    @Override
    public String words() {
      return "reduce (max)";
    }
  }

  /** The middle of each value; of an even number the mean of the middle two. */
  record Median() implements Reduce {
    @Override
    public String words() {
      return "reduce (median)";
    }
  }

  /** The mean of the {@code count} highest of each value. */
  record TopK(int count) implements Reduce {
    @Override
    public String words() {
      return "reduce (top-k)";
    }
  }

  /** The mean rank in 0..1 of each value among those of its vector. */
  record Rank() implements Reduce {
    @Override
    public String words() {
      return "reduce (rank)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var values = one(in);
      if (values.get("values") instanceof ValueType.Map map) {
        throw in.problem("ranks the values of a vector among themselves, but gets a " + map);
      }
      return values;
    }
  }
}
