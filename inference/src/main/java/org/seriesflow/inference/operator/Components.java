package org.seriesflow.inference.operator;

import java.util.Map;
import java.util.Set;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 13: what hangs together in a mask, filtered, as boxes, centroids or a mask. */
public sealed interface Components extends Operator.Declared {

  /** What is kept of the components. */
  enum Keep {
    ALL,
    LARGEST,
    MOST_CONFIDENT
  }

  @Override
  default int number() {
    return 13;
  }

  @Override
  default Set<String> sideOutputs() {
    return Set.of("box", "centroids", "mask");
  }

  @Override
  default Map<String, ValueType> outputs(Ports in) {
    var mask = in.map("mask", Content.LABELS);
    if (in.has("confidence")) {
      in.map("confidence", Content.PROBABILITIES);
    }
    return Map.of(
        "mask", mask,
        "box", new ValueType.Maybe(new ValueType.Box(mask.rank())),
        "centroids", new ValueType.Points());
  }

  /** Voxels that touch. */
  record Connected(Keep keep, int leastVoxels) implements Components {
    @Override
    public String words() {
      return "components (connected)";
    }
  }

  /** Density clustering of at most {@code mostPoints} voxels. */
  record Dbscan(
      Keep keep, double epsilonVoxels, int leastPoints, int mostPoints, int confidencePoints)
      implements Components {
    @Override
    public String words() {
      return "components (dbscan)";
    }
  }

  /** Basins of the distance transform. */
  record Watershed(Keep keep, int leastVoxels) implements Components {
    @Override
    public String words() {
      return "components (watershed)";
    }
  }
}
