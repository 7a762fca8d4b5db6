package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.seriesflow.inference.dataflow.Content;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/** Operator 2: a guess where the headers say nothing. Sided results then mean nothing. */
public sealed interface RepairGeometry {

  /**
   * Spacing of an axis from its number of voxels: that of the first row whose {@code above} is
   * exceeded, else {@code otherwiseMm}.
   */
  record SizeTable(List<Row> rows, double otherwiseMm)
      implements RepairGeometry, Operator.Executable {

    /** More voxels than {@code above}: a spacing of {@code spacingMm}. */
    public record Row(int above, double spacingMm) {}

    public SizeTable {
      rows = List.copyOf(rows);
    }

    /** The spacing of an axis of that many voxels. */
    public double spacingMm(int voxels) {
      return rows.stream()
          .filter(row -> voxels > row.above())
          .findFirst()
          .map(Row::spacingMm)
          .orElse(otherwiseMm);
    }

    @Override
    public int number() {
      return 2;
    }

    @Override
    public String words() {
      return "repair-geometry (size-table)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      return Map.of("volume", in.volume("volume"));
    }
  }

  /**
   * Spacing from numbers in mm at the port {@code spacing}: a vector of coordinates whose labels
   * are {@code z}, {@code y} or {@code x}. Axes that are not among them stay as they are. Nothing
   * before that port runs where the headers state the geometry.
   */
  record NetworkSpacing() implements RepairGeometry, Operator.Executable {
    private static final Set<String> AXES = Set.of("z", "y", "x");

    @Override
    public int number() {
      return 2;
    }

    @Override
    public String words() {
      return "repair-geometry (network-spacing)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      var spacing = in.vector("spacing");
      if (spacing.content() != Content.COORDINATES) {
        throw in.refuse("spacing", "vector of coordinates", spacing);
      }
      for (var label : in.labels(spacing.labels()).labels()) {
        if (!AXES.contains(label.id())) {
          throw in.problem(
              "the labels of a spacing are axes, z, y or x; '" + label.id() + "' is none");
        }
      }
      return Map.of("volume", in.volume("volume"));
    }
  }

  /** A network guesses the plane of the slices. */
  record NetworkPlane(String model) implements RepairGeometry, Operator.Declared {
    @Override
    public int number() {
      return 2;
    }

    @Override
    public String words() {
      return "repair-geometry (network-plane)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.model(model);
      return Map.of("volume", in.volume("volume"));
    }
  }
}
