package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 8: points carried between series through the patient's frame. */
public sealed interface Project extends Operator.Declared {

  @Override
  default int number() {
    return 8;
  }

  /** Points of one volume in the voxels of another. */
  record WorldPoints() implements Project {
    @Override
    public String words() {
      return "project (world-points)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.volume("from");
      in.volume("to");
      return Map.of("points", in.points("points"));
    }
  }

  /**
   * The slices of a volume, grouped by the nearest of the level points; a classifier's opinion of
   * each slice may help.
   */
  record AssignLevel(String levels) implements Project {
    @Override
    public String words() {
      return "project (assign-level)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.labels(levels);
      in.volume("volume");
      in.points("points");
      if (in.has("opinions") && !(in.items("opinions").of() instanceof ValueType.Vector)) {
        throw in.refuse("opinions", "list of vectors", in.items("opinions"));
      }
      return Map.of("slices", new ValueType.Items(new ValueType.Slices()));
    }
  }
}
