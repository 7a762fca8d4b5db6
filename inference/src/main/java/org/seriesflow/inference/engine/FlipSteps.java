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
              if (isIdentity(transform) || !(value instanceof Value.MapImage map)) {
                inputs.put(port, value);
                return;
              }
              if (transform.transposed() || transform.quarterTurns() != 0) {
                inputs.put(port, map.with(in.keep(forward(transform, map.tensor()))));
                return;
              }
              var target =
                  scratch.computeIfAbsent(port, p -> Tensor.allocate(map.tensor().shape()));
              Flips.flipInto(map.tensor(), target, CropSteps.axes(transform.flips()));
              inputs.put(port, map.with(target));
            });
    return inputs;
  }

  private static boolean isIdentity(Transform transform) {
    return transform.flips().isEmpty() && transform.quarterTurns() == 0 && !transform.transposed();
  }

  private static Tensor forward(Transform transform, Tensor tensor) {
    try (var flipped = Flips.flip(tensor, CropSteps.axes(transform.flips()));
        var turned = Flips.rot90(flipped, transform.quarterTurns())) {
      return transposed(transform, turned);
    }
  }

  private static Tensor backward(Transform transform, Tensor tensor) {
    try (var back = transposed(transform, tensor);
        var turned = Flips.rot90(back, -transform.quarterTurns())) {
      return Flips.flip(turned, CropSteps.axes(transform.flips()));
    }
  }

  /** A copy, with the last two axes exchanged where the transform says so. */
  private static Tensor transposed(Transform transform, Tensor tensor) {
    var order = new int[tensor.rank()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (transform.transposed()) {
      order[order.length - 1] = order.length - 2;
      order[order.length - 2] = order.length - 1;
    }
    return Flips.transpose(tensor, order);
  }

  private static Value undone(Transform transform, Inverse inverse, Value value, StepInputs in) {
    return switch (inverse) {
      case Inverse.None none -> value;
      case Inverse.Spatial spatial -> {
        // Always a copy: the array may be the mirrored input, which the next round overwrites.
        var map = (Value.MapImage) value;
        yield map.with(in.keep(backward(transform, map.tensor())));
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
