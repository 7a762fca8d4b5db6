package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.AxisCodes;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 3: axes flipped and permuted, voxels never interpolated. */
public sealed interface Reorient extends Operator.Executable {

  @Override
  default int number() {
    return 3;
  }

  /**
   * A volume with its array axes in an order of the patient's frame.
   *
   * @param to directions in which x, y and z grow
   */
  record SignedPermutation(AxisCodes to) implements Reorient {
    @Override
    public String words() {
      return "reorient (signed-permutation)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("volume", in.volume("volume"));
    }
  }

  /**
   * A 3D map, which knows nothing of the patient's frame, from one order of axes to another: what
   * brings a mask of a reoriented volume back to the volume that entered.
   *
   * @param from directions in which x, y and z grow
   * @param to directions in which x, y and z of the result grow
   */
  record Axes(AxisCodes from, AxisCodes to) implements Reorient {
    @Override
    public String words() {
      return "reorient (axes)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var map = in.map("image");
      if (map.rank() != 3) {
        throw in.refuse("image", "3D map", map);
      }
      return Map.of("image", map.withSize(List.of()));
    }
  }
}
