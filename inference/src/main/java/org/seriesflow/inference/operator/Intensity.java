package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 4: voxel values brought to a scale. The input may be a volume, slices or a map. */
public sealed interface Intensity extends Operator.Executable {

  @Override
  default int number() {
    return 4;
  }

  @Override
  default Map<String, ValueType> outputs(Ports in) {
    return switch (in.any("image")) {
      case ValueType.Volume volume -> Map.of("image", volume);
      case ValueType.Map map when map.content() == Content.INTENSITY -> Map.of("image", map);
      case ValueType other -> throw in.refuse("image", "volume or map of intensity", other);
    };
  }

  /**
   * (v − mean) / max(std, floor).
   *
   * @param ddof 0: population, 1: unbiased standard deviation
   * @param floor least divisor
   * @param masked statistics of the voxels that are not 0 only
   */
  record ZScore(int ddof, double floor, boolean masked) implements Intensity {
    @Override
    public String words() {
      return masked ? "intensity (z-score, masked)" : "intensity (z-score)";
    }
  }

  /**
   * nnU-Net's z-score inside a mask: (v − mean) / max(std, floor) with statistics of the
   * foreground, which is what is not 0 and the holes in it; everything else stays 0. A volume
   * becomes a map.
   *
   * @param ddof 0: population, 1: unbiased standard deviation
   * @param floor least divisor
   */
  record ForegroundZScore(int ddof, double floor) implements Intensity {
    @Override
    public String words() {
      return "intensity (foreground-z-score)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return switch (Intensity.super.outputs(in).get("image")) {
        case ValueType.Map map when map.channels() > 1 ->
            throw in.refuse("image", "map of one channel", map);
        case ValueType.Map map -> Map.of("image", map);
        case ValueType volume ->
            Map.of("image", new ValueType.Map(3, Content.INTENSITY, 1, List.of()));
      };
    }
  }

  /** (v − minimum) / max(maximum − minimum, floor). */
  record MinMax(double floor) implements Intensity {
    @Override
    public String words() {
      return "intensity (min-max)";
    }
  }

  /** Values clipped to two percentiles in 0..100, then brought to 0..1. */
  record Percentile(double low, double high, double floor) implements Intensity {
    @Override
    public String words() {
      return "intensity (percentile)";
    }
  }

  /** Values clipped to a window, then brought to 0..1. */
  record Window(double low, double high) implements Intensity {
    @Override
    public String words() {
      return "intensity (window)";
    }
  }

  /** v · factor + offset. */
  record Scale(double factor, double offset) implements Intensity {
    @Override
    public String words() {
      return "intensity (scale)";
    }
  }

  /** nnU-Net's CT scheme: clipped to stored percentiles, then (v − mean) / max(std, floor). */
  record CtScheme(double low, double high, double mean, double std, double floor)
      implements Intensity {
    @Override
    public String words() {
      return "intensity (ct-scheme)";
    }
  }
}
