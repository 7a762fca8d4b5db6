package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 17: a list of equal things, or equal things at several ports, become one. */
public sealed interface Reduce {

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

  /** Modes that run. */
  sealed interface Executable extends Reduce, Operator.Executable {
    @Override
    default int number() {
      return 17;
    }

    @Override
    default Map<String, ValueType> outputs(Ports in) {
      return one(in);
    }
  }

  /** Modes that do not run yet. */
  sealed interface Declared extends Reduce, Operator.Declared {
    @Override
    default int number() {
      return 17;
    }

    @Override
    default Map<String, ValueType> outputs(Ports in) {
      return one(in);
    }
  }

  /** The mean of all. */
  record Mean() implements Executable {
    @Override
    public String words() {
      return "reduce (mean)";
    }
  }

  /** The mean with one weight an element; weights are divided by their sum. */
  record Weighted(List<Double> weights) implements Executable {
    public Weighted {
      weights = List.copyOf(weights);
    }

    @Override
    public String words() {
      return "reduce (weighted)";
    }
  }

  /** The highest of each value. */
  record Max() implements Executable {
    @Override
    public String words() {
      return "reduce (max)";
    }
  }

  /** The middle of each value; of an even number the mean of the middle two. */
  record Median() implements Executable {
    @Override
    public String words() {
      return "reduce (median)";
    }
  }

  /** The mean of the {@code count} highest of each value. */
  record TopK(int count) implements Executable {
    @Override
    public String words() {
      return "reduce (top-k)";
    }
  }

  /** The mean of ranks. */
  record Rank() implements Declared {
    @Override
    public String words() {
      return "reduce (rank)";
    }
  }
}
