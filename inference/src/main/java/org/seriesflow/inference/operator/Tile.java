package org.seriesflow.inference.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * Operator 10: a map in overlapping windows, each through the body, blended again. Windows are
 * spaced evenly: ceil((n − window) / (window · step)) + 1 of them an axis, starts rounded half to
 * even.
 *
 * @param window size of a window; the map must not be smaller
 * @param step distance of two windows as a fraction of their size, in (0, 1]
 * @param batch most windows in one call of a network
 */
public record Tile(List<Integer> window, double step, Blending blending, int batch, Dataflow steps)
    implements Operator.Executable {

  /** How overlapping windows are weighted. */
  public sealed interface Blending {

    /** All alike. */
    record Uniform() implements Blending {}

    /** The last window wins. */
    record Overwrite() implements Blending {}

    /** Each window without a margin, given as a fraction of its size. */
    record EdgeDiscard(double fraction) implements Blending {}

    /** Windows on several grids, each shifted by a fraction of a window. */
    record ShiftedGrids(List<Double> shifts) implements Blending {
      public ShiftedGrids {
        shifts = List.copyOf(shifts);
      }
    }

    /**
     * A bell centred at size / 2 (floor).
     *
     * @param sigma deviation as a fraction of the size
     * @param truncate deviations after which the bell is cut off
     * @param peak value at the centre
     */
    record Gaussian(double sigma, double truncate, double peak) implements Blending {}
  }

  public Tile {
    window = List.copyOf(window);
  }

  @Override
  public int number() {
    return 10;
  }

  @Override
  public String words() {
    return switch (blending) {
      case Blending.Uniform uniform -> "tile (uniform)";
      case Blending.Overwrite overwrite -> "tile (overwrite)";
      case Blending.EdgeDiscard edges -> "tile (edge-discard)";
      case Blending.ShiftedGrids grids -> "tile (shifted-grids)";
      case Blending.Gaussian gaussian -> "tile (gaussian)";
    };
  }

  @Override
  public Optional<Dataflow> body() {
    return Optional.of(steps);
  }

  @Override
  public Map<String, ValueType> outputs(Ports in) {
    var inside = new LinkedHashMap<String, ValueType>();
    for (var port : in.all().keySet()) {
      var map = in.map(port);
      if (map.rank() != window.size()) {
        throw in.problem(
            "the window has " + window.size() + " axes, but '" + port + "' is a " + map);
      }
      inside.put(port, map.withSize(window));
    }
    var outputs = new LinkedHashMap<String, ValueType>();
    in.body(steps, inside)
        .forEach(
            (name, type) -> {
              if (!(type instanceof ValueType.Map map) || map.rank() != window.size()) {
                throw in.problem("windows are blended, but the body's '" + name + "' is a " + type);
              }
              if (!map.size().isEmpty() && !map.size().equals(window)) {
                throw in.problem(
                    "the body's '" + name + "' has size " + map.size() + ", the window " + window);
              }
              outputs.put(name, map.withSize(List.of()));
            });
    return outputs;
  }
}
