package org.seriesflow.inference.operator;

import java.util.List;
import java.util.Map;
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

  /** What a network guesses. */
  enum Quantity {
    SPACING,
    PLANE
  }

  /** A network guesses the spacing or the plane. */
  record ByNetwork(Quantity quantity, String model) implements RepairGeometry, Operator.Declared {
    @Override
    public int number() {
      return 2;
    }

    @Override
    public String words() {
      return quantity == Quantity.SPACING
          ? "repair-geometry (network-spacing)"
          : "repair-geometry (network-plane)";
    }

    @Override
    public Map<String, ValueType> outputs(Ports in) {
      in.model(model);
      return Map.of("volume", in.volume("volume"));
    }
  }
}
