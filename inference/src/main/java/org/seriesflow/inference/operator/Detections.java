package org.seriesflow.inference.operator;

import java.util.Map;
import java.util.Optional;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 15: what detectors say. */
public sealed interface Detections extends Operator.Declared {

  @Override
  default int number() {
    return 15;
  }

  /** The boxes at the port, of one list or of a list of lists. */
  private static ValueType.Items boxes(Ports in) {
    var items = in.items("boxes");
    var flat = items.of() instanceof ValueType.Items inner ? inner : items;
    if (flat.of() instanceof ValueType.Box) {
      return flat;
    }
    throw in.refuse("boxes", "list of boxes", items);
  }

  /** The boxes in a detector's output that reach a confidence. */
  record Decode(double confidence) implements Detections {
    @Override
    public String words() {
      return "detections (decode)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var map = in.map("map");
      return Map.of("boxes", new ValueType.Items(new ValueType.Box(map.rank())));
    }
  }

  /** Of boxes that overlap, the best. */
  record Suppress(double overlap) implements Detections {
    @Override
    public String words() {
      return "detections (nms)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("boxes", boxes(in));
    }
  }

  /** Boxes that overlap, averaged by confidence. */
  record FuseWeighted(double overlap) implements Detections {
    @Override
    public String words() {
      return "detections (fuse-boxes)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("boxes", boxes(in));
    }
  }

  /**
   * Points, moved and scaled, or those within a radius averaged.
   *
   * @param radiusVoxels radius within which points become one
   */
  record FusePoints(double radiusVoxels) implements Detections {
    @Override
    public String words() {
      return "detections (fuse-points)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var items = in.items("points");
      if (items.of() instanceof ValueType.Points points) {
        return Map.of("points", points);
      }
      throw in.refuse("points", "list of points", items);
    }
  }

  /** Each coordinate times a factor plus an offset. */
  record TransformPoints(double factor, double offset, Optional<String> unit)
      implements Detections {
    @Override
    public String words() {
      return "detections (transform-points)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("points", in.points("points"));
    }
  }
}
