package org.seriesflow.inference.manifest;

import org.seriesflow.inference.operator.Operator;
import org.seriesflow.inference.operator.Tile;
import org.seriesflow.inference.operator.Tile.Blending;
import org.seriesflow.yaml.Fields;

/** Reads the operator {@code tile}. */
final class TileReader {
  private TileReader() {}

  /** The ways of blending as a manifest names them. */
  private enum Kind {
    UNIFORM,
    OVERWRITE,
    EDGE_DISCARD,
    SHIFTED_GRIDS,
    GAUSSIAN
  }

  static Operator read(Fields fields) {
    double step = fields.positive("step");
    if (step > 1) {
      throw fields.problem("step", "is " + step + "; above 1 the windows leave gaps");
    }
    var blending = fields.object("blending");
    var tile =
        new Tile(
            fields.integers("window"),
            step,
            blending(blending),
            fields.integer("batch", 1),
            StepReader.body(fields));
    blending.done();
    return tile;
  }

  private static Blending blending(Fields fields) {
    return switch (fields.choice("weights", Kind.class)) {
      case UNIFORM -> new Blending.Uniform();
      case OVERWRITE -> new Blending.Overwrite();
      case EDGE_DISCARD -> new Blending.EdgeDiscard(fields.number("fraction"));
      case SHIFTED_GRIDS -> new Blending.ShiftedGrids(fields.numbers("shifts"));
      case GAUSSIAN ->
          new Blending.Gaussian(
              fields.positive("sigma"), fields.positive("truncate"), fields.positive("peak"));
    };
  }
}
