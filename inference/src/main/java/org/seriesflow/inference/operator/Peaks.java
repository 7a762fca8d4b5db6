package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 14: points where a map is highest. */
public sealed interface Peaks extends Operator.Declared {

  @Override
  default int number() {
    return 14;
  }

  private static Map<String, ValueType> points(Ports in) {
    var map = in.map("map");
    if (map.content() != Content.PROBABILITIES && map.content() != Content.LOGITS) {
      throw in.refuse("map", "map of logits or probabilities", map);
    }
    return Map.of("points", new ValueType.Points());
  }

  /** The highest voxel of each channel. */
  record Highest() implements Peaks {
    @Override
    public String words() {
      return "peaks (argmax)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return points(in);
    }
  }

  /**
   * Voxels that stay the maximum of their neighbourhood.
   *
   * @param blurSigma deviation of a blur before, 0 for none
   * @param window edge of the neighbourhood in voxels
   * @param thresholds least value, one a channel
   */
  record NonMaximum(double blurSigma, int window, List<Double> thresholds) implements Peaks {
    public NonMaximum {
      thresholds = List.copyOf(thresholds);
    }

    @Override
    public String words() {
      return "peaks (non-maximum)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return points(in);
    }
  }
}
