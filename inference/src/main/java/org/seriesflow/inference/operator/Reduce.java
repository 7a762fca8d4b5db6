package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 17: a list of equal things becomes one. */
public sealed interface Reduce {

  private static Map<String, ValueType> one(Ports in) {
    var items = in.items("values");
    return switch (items.of()) {
      case ValueType.Vector vector -> Map.of("values", vector);
      case ValueType.Map map -> Map.of("values", map);
      case ValueType other -> throw in.refuse("values", "list of vectors or maps", items);
    };
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
