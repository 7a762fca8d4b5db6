package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 5: another grid. A volume becomes a map of one channel. */
public sealed interface Resample extends Operator.Executable {

  /** How values between voxels come about. */
  enum Interpolation {
    NEAREST,
    LINEAR,
    /** nnU-Net's for scores: linear in plane, nearest along a coarse axis. */
    LINEAR_SEPARATE_Z,
    /** Spline of order 3 on all axes. */
    CUBIC,
    /** nnU-Net's for images: spline of order 3 in plane, nearest along a coarse axis. */
    CUBIC_SEPARATE_Z;

    /** Whether a coarse axis is treated by itself. */
    public boolean keepsSlicesApart() {
      return this == LINEAR_SEPARATE_Z || this == CUBIC_SEPARATE_Z;
    }
  }

  /**
   * How values between voxels come about.
   *
   * @param alignCorners centres of the outer voxels coincide, rather than outer edges
   * @param antialias low-pass before shrinking; of planes, and without aligned corners
   * @param anisotropyAbove where slices are kept apart: an axis whose spacing is more than this
   *     many times the smallest is coarse; present for those interpolations only
   */
  record Sampling(
      Interpolation interpolation,
      boolean alignCorners,
      boolean antialias,
      OptionalDouble anisotropyAbove) {

    /** Whether the engine has it. */
    public boolean isExecutable() {
      return switch (interpolation) {
        case LINEAR -> !antialias || !alignCorners;
        case NEAREST -> !antialias;
        case LINEAR_SEPARATE_Z, CUBIC, CUBIC_SEPARATE_Z -> !antialias && !alignCorners;
      };
    }
  }

  Sampling sampling();

  @Override
  default int number() {
    return 5;
  }

  /** The mode as a manifest writes it. */
  String mode();

  @Override
  default String words() {
    return sampling().isExecutable()
        ? "resample (" + mode() + ")"
        : "resample (" + mode() + ", " + sampling() + ")";
  }

  private static ValueType.Map image(Ports in, int axes) {
    var map =
        switch (in.any("image")) {
          case ValueType.Volume volume ->
              new ValueType.Map(
                  3, org.seriesflow.inference.dataflow.Content.INTENSITY, 1, List.of());
          case ValueType.Map any -> any;
          case ValueType other -> throw in.refuse("image", "volume or map", other);
        };
    if (in.operator() instanceof Resample resample
        && resample.sampling().antialias()
        && map.rank() != 2) {
      throw in.problem("antialias is for planes, but the image is a " + map);
    }
    if (axes > 0 && axes != map.rank()) {
      throw in.problem("names " + axes + " axes, but the image has " + map.rank());
    }
    return map;
  }

  /**
   * To a spacing; the size is round(n · spacing / target), half to even, at least 1. The map's
   * spacing is then the one that was asked for, whatever rounding makes of it.
   *
   * @param spacingMm one an axis; empty where the image keeps its own
   */
  record ToSpacing(List<OptionalDouble> spacingMm, Sampling sampling) implements Resample {
    public ToSpacing {
      spacingMm = List.copyOf(spacingMm);
    }

    @Override
    public String mode() {
      return "to-spacing";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("image", image(in, spacingMm.size()).withSize(List.of()));
    }
  }

  /** To a size. */
  record ToShape(List<Integer> shape, Sampling sampling) implements Resample {
    public ToShape {
      shape = List.copyOf(shape);
    }

    @Override
    public String mode() {
      return "to-shape";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("image", image(in, shape.size()).withSize(shape));
    }
  }

  /** To the grid of another map, or of a volume. */
  record Like(Sampling sampling) implements Resample {
    @Override
    public String mode() {
      return "like";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var image = image(in, 0);
      return switch (in.any("like")) {
        case ValueType.Volume volume when image.rank() == 3 ->
            Map.of("image", image.withSize(List.of()));
        case ValueType.Map map when map.rank() == image.rank() ->
            Map.of("image", image.withSize(map.size()));
        case ValueType other -> throw in.refuse("like", image.rank() + "D map or volume", other);
      };
    }
  }

  /** Scaled to fit into a size without changing proportions, then padded with 0, centred. */
  record FitAndPad(List<Integer> shape, Sampling sampling) implements Resample {
    public FitAndPad {
      shape = List.copyOf(shape);
    }

    @Override
    public String mode() {
      return "fit-and-pad";
    }

    @Override
    public Set<String> sideOutputs() {
      return Set.of("inner");
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var image = image(in, shape.size());
      return Map.of("image", image.withSize(shape), "inner", new ValueType.Box(image.rank()));
    }
  }
}
