package org.seriesflow.inference.engine;

import java.util.ArrayList;
import java.util.Map;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.AxisVote;
import org.seriesflow.imaging.operator.BoxFusion;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.inference.Substitution;
import org.seriesflow.inference.operator.Guard;
import org.seriesflow.inference.operator.Guard.Predicate;
import org.seriesflow.inference.operator.Guard.Replacement;

/** Operators 16 and 20. */
final class BoxSteps {
  private BoxSteps() {}

  static Map<String, Value> fuse(StepInputs in) {
    var votes = new ArrayList<AxisVote>();
    for (var item : in.items("boxes").present()) {
      var box = (Value.PlaneBox) item;
      SliceAxis plane = box.plane().orElseThrow();
      votes.add(new AxisVote(plane.rowAxis(), box.minRow(), box.maxRow()));
      votes.add(new AxisVote(plane.columnAxis(), box.minColumn(), box.maxColumn()));
    }
    if (votes.isEmpty()) {
      return Map.of("box", new Value.Absent());
    }
    var shape = in.volume("volume").shape();
    return Map.of("box", new Value.SpaceBox(BoxFusion.truncatedMean(shape, votes)));
  }

  static Map<String, Value> guard(Guard guard, StepInputs in) {
    var value = in.value("value");
    for (var rule : guard.rules()) {
      if (holds(rule.when(), value)) {
        var substitution = new Substitution(in.step().id(), rule.code(), rule.reason());
        return Map.of("value", replacement(rule.then(), substitution, in));
      }
    }
    return Map.of("value", value);
  }

  private static Value replacement(
      Replacement replacement, Substitution substitution, StepInputs in) {
    if (replacement instanceof Replacement.Withhold) {
      throw new WithheldException(substitution);
    }
    in.run().substituted(substitution);
    return switch (replacement) {
      case Replacement.FullVolume full ->
          new Value.SpaceBox(VoxelBox.full(in.volume("volume").shape()));
      case Replacement.ConstantBox box ->
          new Value.SpaceBox(constant(box, in.volume("volume").shape()));
      case Replacement.Otherwise otherwise -> in.value("otherwise");
      case Replacement.Withhold withhold -> throw new WithheldException(substitution);
    };
  }

  private static VoxelBox constant(Replacement.ConstantBox box, Shape shape) {
    return new VoxelBox(
            box.min().get(0),
            box.min().get(1),
            box.min().get(2),
            box.max().get(0),
            box.max().get(1),
            box.max().get(2))
        .clip(shape);
  }

  private static boolean holds(Predicate predicate, Value value) {
    return switch (predicate) {
      case Predicate.Absent absent -> value instanceof Value.Absent;
      case Predicate.ExtentBelow below ->
          value instanceof Value.SpaceBox(var box) && leastExtent(box.shape()) < below.voxels();
      case Predicate.VoxelsBelow below ->
          value instanceof Value.SpaceBox(var box) && box.shape().voxels() < below.voxels();
      case Predicate.MaskBelow below ->
          value instanceof Value.MapImage mask && marked(mask) < below.voxels();
    };
  }

  private static int leastExtent(Shape shape) {
    return Math.min(shape.z(), Math.min(shape.y(), shape.x()));
  }

  private static long marked(Value.MapImage mask) {
    var values = mask.tensor().buffer();
    long count = 0;
    for (int i = 0; i < values.capacity(); i++) {
      if (values.get(i) != 0) {
        count++;
      }
    }
    return count;
  }
}
