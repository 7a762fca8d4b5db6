package org.seriesflow.inference.operator;

import java.util.Map;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * Operator 3: axes flipped and permuted, voxels never interpolated.
 *
 * @param to direction in which x, y and z grow
 */
public record Reorient(Target to) implements Operator.Executable {

  /** Directions in which x, y and z grow. */
  public enum Target {
    /** Left, posterior, superior: DICOM's frame. */
    LPS,
    /** Right, anterior, superior: NIfTI's frame. */
    RAS
  }

  @Override
  public int number() {
    return 3;
  }

  @Override
  public String words() {
    return "reorient (signed-permutation)";
  }

  @Override
  public Map<String, ValueType> outputs(Ports in) {
    return Map.of("volume", in.volume("volume"));
  }
}
