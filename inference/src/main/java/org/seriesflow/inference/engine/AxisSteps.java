package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.inference.operator.Augment;
import org.seriesflow.inference.operator.Augment.Axis;
import org.seriesflow.inference.operator.Reduce;

/** Operator 11, multi-axis: each axis in turn comes first, and the results are averaged. */
final class AxisSteps {
  private AxisSteps() {}

  static Map<String, Value> run(Augment.MultiAxis step, StepInputs in) {
    var rounds = new LinkedHashMap<String, List<Value>>();
    for (var axis : step.axes()) {
      var inputs = new LinkedHashMap<String, Value>();
      in.all().forEach((port, value) -> inputs.put(port, turned((Value.MapImage) value, axis, in)));
      BodySteps.round(step.steps(), inputs, in.frame().models(), in)
          .forEach(
              (name, value) ->
                  rounds
                      .computeIfAbsent(name, n -> new ArrayList<>())
                      .add(turned((Value.MapImage) value, axis, in)));
    }
    var means = new LinkedHashMap<String, Value>();
    rounds.forEach(
        (name, maps) -> means.put(name, ScoreSteps.reducedMaps(new Reduce.Mean(), maps, in)));
    return means;
  }

  /** The axis changes places with z; doing it twice gives the map again. */
  private static Value.MapImage turned(Value.MapImage map, Axis axis, StepInputs in) {
    int lead = map.tensor().rank() - map.rank();
    var order = new int[map.tensor().rank()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int other =
        switch (axis) {
          case Z -> 0;
          case Y -> 1;
          case X -> 2;
        };
    order[lead] = lead + other;
    order[lead + other] = lead;
    var spacing = new ArrayList<>(map.spacingMm());
    spacing.set(0, map.spacingMm().get(other));
    spacing.set(other, map.spacingMm().getFirst());
    var turned = in.keep(Flips.transpose(map.tensor(), order));
    return new Value.MapImage(turned, spacing, Optional.empty());
  }
}
