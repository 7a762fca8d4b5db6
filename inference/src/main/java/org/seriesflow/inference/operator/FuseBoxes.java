package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * Operator 16: boxes in planes become one box in the volume. A plane votes on its own two axes;
 * each bound is the truncated mean of its votes; an axis without votes gets its full extent.
 * Missing where there is no box at all.
 */
public record FuseBoxes() implements Operator.Executable {
  @Override
  public int number() {
    return 16;
  }

  @Override
  public String words() {
    return "fuse-boxes (mean-of-votes)";
  }

  @Override
  public Map<String, ValueType> outputs(Ports in) {
    in.volume("volume");
    var boxes = in.items("boxes");
    if (new ValueType.Box(2).equals(boxes.of())) {
      return Map.of("box", new ValueType.Maybe(new ValueType.Box(3)));
    }
    throw in.refuse("boxes", "list of 2D boxes", boxes);
  }
}
