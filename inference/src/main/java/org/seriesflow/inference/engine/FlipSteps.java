package org.seriesflow.inference.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.inference.operator.Augment;
import org.seriesflow.inference.operator.Augment.Inverse;
import org.seriesflow.inference.operator.Augment.Transform;

/** Operator 11: mirrored rounds. The mirrored arrays of all rounds share one piece of memory. */
final class FlipSteps {
  private FlipSteps() {}

  static Map<String, Value> run(Augment.Flips step, StepInputs in) {
    var collected = new BodySteps.Collected(step.steps());
    var scratch = new HashMap<String, Tensor>();
    try {
      for (var transform : step.transforms()) {
        var inputs = transformed(transform, in, scratch);
        var outputs = BodySteps.round(step.steps(), inputs, in.frame().models(), in);
        var undone = new LinkedHashMap<String, Value>();
        outputs.forEach(
            (name, value) ->
                undone.put(name, undone(transform, step.inverses().get(name), value, in)));
        collected.add(undone);
      }
    } finally {
      scratch.values().forEach(Tensor::close);
    }
    return collected.lists();
  }

  private static Map<String, Value> transformed(
      Transform transform, StepInputs in, Map<String, Tensor> scratch) {
    var inputs = new LinkedHashMap<String, Value>();
    in.all()
        .forEach(
            (port, value) -> {
              if (transform.flips().isEmpty() || !(value instanceof Value.MapImage map)) {
                inputs.put(port, value);
                return;
              }
              var target =
                  scratch.computeIfAbsent(port, p -> Tensor.allocate(map.tensor().shape()));
              Flips.flipInto(map.tensor(), target, CropSteps.axes(transform.flips()));
              inputs.put(port, map.with(target));
            });
    return inputs;
  }

  private static Value undone(Transform transform, Inverse inverse, Value value, StepInputs in) {
    return switch (inverse) {
      case Inverse.None none -> value;
      case Inverse.Spatial spatial -> {
        // Always a copy: the array may be the mirrored input, which the next round overwrites.
        var map = (Value.MapImage) value;
        var back = Flips.flip(map.tensor(), CropSteps.axes(transform.flips()));
        yield map.with(in.keep(back));
      }
      case Inverse.PermuteLabels permute -> {
        if (!transform.flips().contains(permute.whenFlipped())) {
          yield value;
        }
        var scores = (Value.Scores) value;
        var order = permute.order().stream().mapToInt(Integer::intValue).toArray();
        var permuted = org.seriesflow.imaging.operator.Scores.permuted(scores.array(), order);
        yield Value.Scores.of(scores.labels(), scores.content(), permuted);
      }
    };
  }
}
