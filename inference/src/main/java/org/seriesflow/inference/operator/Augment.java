package org.seriesflow.inference.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 11: the body on transformed inputs, with what undoes the transform at its outputs. */
public sealed interface Augment extends Operator.Executable {

  @Override
  default int number() {
    return 11;
  }

  /** An axis of an array. */
  enum Axis {
    Z,
    Y,
    X
  }

  /**
   * One way to look at the inputs. All maps among them are transformed together.
   *
   * @param flips axes that are mirrored, first
   * @param quarterTurns turns by 90° in the plane of y and x, from y towards x, second
   * @param transposed y and x exchanged, last
   */
  record Transform(Set<Axis> flips, int quarterTurns, boolean transposed) {
    public Transform {
      flips = Set.copyOf(flips);
    }

    /** Whether y and x change places, so that only square planes keep their size. */
    public boolean swapsAxes() {
      return quarterTurns % 2 != 0 || transposed;
    }
  }

  /** What is done to an output of a transformed round. */
  sealed interface Inverse {

    /** Nothing: the output does not depend on place. */
    record None() implements Inverse {}

    /** The transform is undone in space. */
    record Spatial() implements Inverse {}

    /**
     * Values change places where an axis was mirrored.
     *
     * @param whenFlipped the axis
     * @param order value i of the result is value order[i] of the output
     */
    record PermuteLabels(Axis whenFlipped, List<Integer> order) implements Inverse {
      public PermuteLabels {
        order = List.copyOf(order);
      }
    }
  }

  /** Rounds of flips, turns and transposes; every output becomes a list, one element a round. */
  record Flips(List<Transform> transforms, Map<String, Inverse> inverses, Dataflow steps)
      implements Augment {
    public Flips {
      transforms = List.copyOf(transforms);
      inverses = Map.copyOf(inverses);
    }

    @Override
    public String words() {
      return "tta (flips)";
    }

    @Override
    public Optional<Dataflow> body() {
      return Optional.of(steps);
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      if (transforms.stream().anyMatch(Transform::swapsAxes)) {
        in.all().values().forEach(type -> requireSquare(in, type));
      }
      var outputs = new LinkedHashMap<String, ValueType>();
      for (var entry : in.body(steps, in.all()).entrySet()) {
        var inverse = inverses.get(entry.getKey());
        if (inverse == null) {
          throw in.problem(
              "'inverse' says nothing about the body's output '" + entry.getKey() + "'");
        }
        check(in, entry.getKey(), entry.getValue(), inverse);
        outputs.put(entry.getKey(), new ValueType.Items(entry.getValue()));
      }
      for (var name : inverses.keySet()) {
        if (!outputs.containsKey(name)) {
          throw in.problem("'inverse' names '" + name + "', which is no output of the body");
        }
      }
      return outputs;
    }

    private static void requireSquare(Ports in, ValueType type) {
      if (type instanceof ValueType.Map map && !map.size().isEmpty()) {
        var size = map.size();
        if (!size.get(map.rank() - 1).equals(size.get(map.rank() - 2))) {
          throw in.problem("turns and transposes planes, but y and x of a " + map + " differ");
        }
      }
    }

    private static void check(Ports in, String name, ValueType type, Inverse inverse) {
      switch (inverse) {
        case Inverse.None none -> {
          if (type instanceof ValueType.Map) {
            throw in.problem("the inverse of '" + name + "' must be spatial: it is a " + type);
          }
        }
        case Inverse.Spatial spatial -> {
          if (!(type instanceof ValueType.Map)) {
            throw in.problem("the inverse of '" + name + "' cannot be spatial: it is a " + type);
          }
        }
        case Inverse.PermuteLabels permute -> {
          if (!(type instanceof ValueType.Vector vector)) {
            throw in.problem("the inverse of '" + name + "' permutes labels, but it is a " + type);
          }
          checkOrder(in, name, vector, permute);
        }
      }
    }

    private static void checkOrder(
        Ports in, String name, ValueType.Vector vector, Inverse.PermuteLabels permute) {
      var labels = in.labels(vector.labels());
      var order = permute.order();
      var sorted = order.stream().sorted().toList();
      if (!sorted.equals(IntStream.range(0, labels.size()).boxed().toList())) {
        throw in.problem(
            "the order "
                + order
                + " for '"
                + name
                + "' is no permutation of the "
                + labels.size()
                + " labels of '"
                + labels.name()
                + "'");
      }
      if (permute.whenFlipped() != Axis.X) {
        return;
      }
      for (int i = 0; i < order.size(); i++) {
        var to = labels.labels().get(i);
        var from = labels.labels().get(order.get(i));
        if (from.laterality() != to.laterality().mirrored()) {
          throw in.problem(
              "the order for '"
                  + name
                  + "' puts "
                  + from.id()
                  + " in the place of "
                  + to.id()
                  + ": a left–right flip must exchange the sides");
        }
      }
    }
  }

  /** The body on a map whose first axis is each of the axes in turn, turned back and averaged. */
  record MultiAxis(List<Axis> axes, Dataflow steps) implements Augment {
    public MultiAxis {
      axes = List.copyOf(axes);
    }

    @Override
    public String words() {
      return "tta (multi-axis)";
    }

    @Override
    public Optional<Dataflow> body() {
      return Optional.of(steps);
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var inside = new LinkedHashMap<String, ValueType>();
      for (var port : in.all().keySet()) {
        var map = in.map(port);
        if (map.rank() != 3) {
          throw in.refuse(port, "3D map", map);
        }
        inside.put(port, map.withSize(List.of()));
      }
      var outputs = in.body(steps, inside);
      outputs.forEach(
          (name, type) -> {
            if (!(type instanceof ValueType.Map map) || map.rank() != 3) {
              throw in.problem("the body's '" + name + "' is a " + type + ", no 3D map");
            }
          });
      return outputs;
    }
  }
}
