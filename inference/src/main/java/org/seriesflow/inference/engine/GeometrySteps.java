package org.seriesflow.inference.engine;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.seriesflow.imaging.AxisCodes;
import org.seriesflow.imaging.Reorientation;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.Flips;
import org.seriesflow.inference.Substitution;
import org.seriesflow.inference.operator.Reorient;
import org.seriesflow.inference.operator.RepairGeometry;

/** Operators 2 and 3. */
final class GeometrySteps {
  private GeometrySteps() {}

  /** Replaces a guessed geometry only: what the headers say is never overruled. */
  static Map<String, Value> repair(RepairGeometry.SizeTable table, StepInputs in) {
    var view = in.volume("volume");
    if (!view.geometryEstimated()) {
      return Map.of("volume", view);
    }
    var shape = view.volume().shape();
    var spacing =
        new Spacing(
            table.spacingMm(shape.z()), table.spacingMm(shape.y()), table.spacingMm(shape.x()));
    return Map.of("volume", withSpacing(view, spacing));
  }

  /** The same, with what stands at the port {@code spacing}, which is not asked for otherwise. */
  static Map<String, Value> repair(StepInputs in) {
    var view = in.volume("volume");
    if (!view.geometryEstimated()) {
      return Map.of("volume", view);
    }
    var guessed = (Value.Scores) in.value("spacing");
    var spacing = view.volume().geometry().spacingMm();
    double[] mm = {spacing.zMm(), spacing.yMm(), spacing.xMm()};
    for (int i = 0; i < guessed.values().size(); i++) {
      var axis = guessed.labels().labels().get(i).id();
      double length = guessed.values().get(i);
      if (!(length > 0 && Double.isFinite(length))) {
        // No number of this series can stand on such a guess, so none is given.
        throw new WithheldException(
            new Substitution(
                in.step().id(),
                "GEOMETRY_NOT_ESTIMATED",
                "The network put the spacing of " + axis + " at " + length + " mm."));
      }
      mm["zyx".indexOf(axis)] = length;
    }
    return Map.of("volume", withSpacing(view, new Spacing(mm[0], mm[1], mm[2])));
  }

  private static Value.VolumeView withSpacing(Value.VolumeView view, Spacing spacing) {
    var volume = view.volume();
    var geometry = VolumeGeometry.axisAligned(volume.shape(), volume.geometry().origin(), spacing);
    // The voxels stay those of the caller's volume, which outlives the run.
    var repaired =
        Volume.over(
            volume.voxels(),
            Arena.ofAuto(),
            geometry,
            volume.type(),
            volume.slope(),
            volume.intercept());
    return new Value.VolumeView(repaired, view.region(), view.intensity(), true);
  }

  static Map<String, Value> reorient(Reorient reorient, StepInputs in) {
    return switch (reorient) {
      case Reorient.SignedPermutation turn -> volume(turn.to(), in);
      case Reorient.Axes turn ->
          Map.of("image", map(Reorientation.between(turn.from(), turn.to()), in));
    };
  }

  private static Value map(Reorientation turn, StepInputs in) {
    var map = in.map("image");
    int lead = map.tensor().rank() - map.rank();
    var order = new int[map.tensor().rank()];
    var spacing = new ArrayList<Double>();
    for (int axis = 0; axis < map.rank(); axis++) {
      order[lead + axis] = lead + turn.sourceAxis(axis);
      spacing.add(map.spacingMm().get(turn.sourceAxis(axis)));
    }
    var flipped = IntStream.range(0, map.rank()).filter(turn::isFlipped).map(i -> i + lead);
    try (var transposed = Flips.transpose(map.tensor(), order)) {
      var turned = in.keep(Flips.flip(transposed, flipped.toArray()));
      return new Value.MapImage(turned, spacing, Optional.empty());
    }
  }

  private static Map<String, Value> volume(AxisCodes codes, StepInputs in) {
    var view = in.volume("volume");
    var source = view.volume();
    if (!view.region().equals(VoxelBox.full(source.shape()))) {
      throw new IllegalStateException("reorient comes before crop; move the step");
    }
    var turn = Reorientation.of(source.geometry(), codes);
    if (turn.isIdentity()) {
      return Map.of("volume", view);
    }
    var turned = turn.apply(source);
    in.frame().closeLater(turned);
    var region = VoxelBox.full(turned.shape());
    var there = new Value.VolumeView(turned, region, view.intensity(), view.geometryEstimated());
    return Map.of("volume", there);
  }
}
