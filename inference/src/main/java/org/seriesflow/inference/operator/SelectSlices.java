package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 6: planes of a volume. */
public sealed interface SelectSlices {

  /** An axis of the volume, the normal of the planes. */
  enum Normal {
    Z,
    Y,
    X
  }

  /** Modes that run. */
  sealed interface Executable extends SelectSlices, Operator.Executable {
    @Override
    default int number() {
      return 6;
    }

    @Override
    default Map<String, ValueType> outputs(Ports in) {
      in.volume("volume");
      return Map.of("slices", new ValueType.Slices());
    }
  }

  /** Modes that do not run yet. */
  sealed interface Declared extends SelectSlices, Operator.Declared {
    @Override
    default int number() {
      return 6;
    }

    @Override
    default Map<String, ValueType> outputs(Ports in) {
      in.volume("volume");
      return Map.of("slices", new ValueType.Slices());
    }
  }

  /**
   * Slice floor(n · fraction) along each axis.
   *
   * @param skipAllZero leaves out slices whose stored values are all 0
   * @param distinct equal indices along one axis count once
   */
  record Fractions(List<Normal> axes, List<Double> fractions, boolean skipAllZero, boolean distinct)
      implements Executable {
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
  record Middle(Normal axis) implements Executable {
    @Override
    public String words() {
      return "select-slices (middle)";
    }
  }

  /** {@code count} slices from first to last, at floor(i · (n − 1) / (count − 1)). */
  record EvenlySpaced(Normal axis, int count) implements Executable {
    @Override
    public String words() {
      return "select-slices (evenly-spaced)";
    }
  }

  /** Slices at offsets in mm from points. */
  record OffsetMm(Normal axis, List<Double> offsetsMm) implements Declared {
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

  /** Every slice with its neighbours as channels: a list of maps of {@code count} channels. */
  record Adjacent(Normal axis, int count) implements Declared {
    @Override
    public String words() {
      return "select-slices (adjacent)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.volume("volume");
      var map = ValueType.Map.of(2, Content.INTENSITY).withChannels(count);
      return Map.of("slices", new ValueType.Items(map));
    }
  }

  /** Maximum intensity projections along the axes. */
  record Projection(List<Normal> axes) implements Executable {
    public Projection {
      axes = List.copyOf(axes);
    }

    @Override
    public String words() {
      return "select-slices (projection)";
    }
  }

  /** Slices of one size in groups, each the channels of a map; the last group must be full. */
  record FoldToChannels(int channels) implements Executable {
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
