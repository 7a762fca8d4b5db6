package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 6: planes of a volume. */
public sealed interface SelectSlices extends Operator.Executable {

  /** An axis of the volume, the normal of the planes. */
  enum Normal {
    Z,
    Y,
    X
  }

  @Override
  default int number() {
    return 6;
  }

  @Override
  default Map<String, ValueType> outputs(Ports in) {
    in.volume("volume");
    return Map.of("slices", new ValueType.Slices());
  }

  /**
   * Slice floor(n · fraction) along each axis.
   *
   * @param skipAllZero leaves out slices whose stored values are all 0
   * @param distinct equal indices along one axis count once
   */
  record Fractions(List<Normal> axes, List<Double> fractions, boolean skipAllZero, boolean distinct)
      implements SelectSlices {
    public Fractions {
      axes = List.copyOf(axes);
      fractions = List.copyOf(fractions);
    }

    @Override
    public String words() {
      return "select-slices (fractions)";
    }
  }

  /** The slice floor(n / 2) along an axis. */
  record Middle(Normal axis) implements SelectSlices {
    @Override
    public String words() {
      return "select-slices (middle)";
    }
  }

  /** {@code count} slices from first to last, at floor(i · (n − 1) / (count − 1)). */
  record EvenlySpaced(Normal axis, int count) implements SelectSlices {
    @Override
    public String words() {
      return "select-slices (evenly-spaced)";
    }
  }

  /**
   * For each point, in its order, the slices nearest to the offsets in mm from it along an axis.
   * Beyond an end the last slice repeats.
   */
  record OffsetMm(Normal axis, List<Double> offsetsMm) implements SelectSlices {
    public OffsetMm {
      offsetsMm = List.copyOf(offsetsMm);
    }

    @Override
    public String words() {
      return "select-slices (offset-mm)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.volume("volume");
      in.points("points");
      return Map.of("slices", new ValueType.Slices());
    }
  }

  /**
   * Every slice with its neighbours as channels: a list of maps of {@code count} channels, the
   * slice itself in the middle. Beyond an end the last slice repeats.
   *
   * @param count an odd number
   */
  record Adjacent(Normal axis, int count) implements SelectSlices {
    @Override
    public String words() {
      return "select-slices (adjacent)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      if (count % 2 == 0) {
        throw in.problem(
            "a slice with its neighbours makes an odd number, but 'count' is " + count);
      }
      in.volume("volume");
      var map = ValueType.Map.of(2, Content.INTENSITY).withChannels(count);
      return Map.of("slices", new ValueType.Items(map));
    }
  }

  /** Maximum intensity projections along the axes. */
  record Projection(List<Normal> axes) implements SelectSlices {
    public Projection {
      axes = List.copyOf(axes);
    }

    @Override
    public String words() {
      return "select-slices (projection)";
    }
  }

  /** Slices of one size in groups, each the channels of a map; the last group must be full. */
  record FoldToChannels(int channels) implements SelectSlices {
    @Override
    public String words() {
      return "select-slices (fold-to-channels)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      if (!(in.any("slices") instanceof ValueType.Slices)) {
        throw in.refuse("slices", "slices", in.any("slices"));
      }
      var map = ValueType.Map.of(2, Content.INTENSITY).withChannels(channels);
      return Map.of("maps", new ValueType.Items(map));
    }
  }
}
