package org.seriesflow.inference.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * Operator 20: what happens when a value cannot be used. The first rule whose predicate holds
 * replaces the value; its code and reason travel with the result.
 *
 * <p>Ports: {@code value}; {@code volume} for the full volume; {@code otherwise} for another
 * branch, which runs only when it is needed.
 */
public record Guard(List<Rule> rules) implements Operator.Executable {

  /** When a value cannot be used. */
  public sealed interface Predicate {

    /** There is none. */
    record Absent() implements Predicate {}

    /** The box has an axis of fewer voxels. */
    record ExtentBelow(int voxels) implements Predicate {}

    /** The box holds fewer voxels. */
    record VoxelsBelow(long voxels) implements Predicate {}

    /** The mask has fewer voxels that are not 0. */
    record MaskBelow(long voxels) implements Predicate {}
  }

  /** What stands in for the value. */
  public sealed interface Replacement {

    /** The box of the whole volume. */
    record FullVolume() implements Replacement {}

    /** A box of constant bounds, clipped to the volume. */
    record ConstantBox(List<Integer> min, List<Integer> max) implements Replacement {
      public ConstantBox {
        min = List.copyOf(min);
        max = List.copyOf(max);
      }
    }

    /** The value at the port {@code otherwise}. */
    record Otherwise() implements Replacement {}

    /** Nothing: the run ends without scores. A constant never stands in for a score. */
    record Withhold() implements Replacement {}
  }

  /**
   * One rule.
   *
   * @param code upper-case word for statistics, for example {@code NO_ROI_MASK}
   * @param reason sentence for people
   */
  public record Rule(Predicate when, Replacement then, String code, String reason) {}

  public Guard {
    rules = List.copyOf(rules);
  }

  @Override
  public int number() {
    return 20;
  }

  @Override
  public String words() {
    return "guard";
  }

  @Override
  public Map<String, ValueType> outputs(Ports in) {
    var arriving = in.any("value");
    boolean optional = arriving instanceof ValueType.Maybe;
    var type = arriving instanceof ValueType.Maybe(ValueType of) ? of : arriving;
    for (var rule : rules) {
      checkPredicate(in, type, optional, rule.when());
      checkReplacement(in, type, rule.then());
    }
    boolean covered = rules.stream().anyMatch(rule -> rule.when() instanceof Predicate.Absent);
    var outputs = new LinkedHashMap<String, ValueType>();
    outputs.put("value", optional && !covered ? arriving : type);
    return outputs;
  }

  private static void checkPredicate(
      Ports in, ValueType type, boolean optional, Predicate predicate) {
    switch (predicate) {
      case Predicate.Absent absent -> {
        if (!optional) {
          throw in.problem("guards against absence, but its value is a " + type + ", always there");
        }
      }
      case Predicate.ExtentBelow below -> requireBox(in, type);
      case Predicate.VoxelsBelow below -> requireBox(in, type);
      case Predicate.MaskBelow below -> {
        if (!(type instanceof ValueType.Map map) || map.content() != Content.LABELS) {
          throw in.refuse("value", "map of labels", type);
        }
      }
    }
  }

  private static void requireBox(Ports in, ValueType type) {
    if (!(type instanceof ValueType.Box)) {
      throw in.refuse("value", "box", type);
    }
  }

  private static void checkReplacement(Ports in, ValueType type, Replacement replacement) {
    switch (replacement) {
      case Replacement.FullVolume full -> {
        requireBox(in, type);
        in.volume("volume");
      }
      case Replacement.ConstantBox box -> {
        requireBox(in, type);
        in.volume("volume");
      }
      case Replacement.Otherwise otherwise -> {
        var other = in.any("otherwise");
        if (!other.equals(type)) {
          throw in.refuse("otherwise", type.toString(), other);
        }
      }
      case Replacement.Withhold withhold -> {}
    }
  }
}
