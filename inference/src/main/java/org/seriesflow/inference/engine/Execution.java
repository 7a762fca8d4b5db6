package org.seriesflow.inference.engine;

import java.util.Map;
import org.seriesflow.inference.operator.Activate;
import org.seriesflow.inference.operator.Augment;
import org.seriesflow.inference.operator.Crop;
import org.seriesflow.inference.operator.FuseBoxes;
import org.seriesflow.inference.operator.Guard;
import org.seriesflow.inference.operator.Intensity;
import org.seriesflow.inference.operator.Load;
import org.seriesflow.inference.operator.Network;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.inference.operator.Reduce;
import org.seriesflow.inference.operator.Reorient;
import org.seriesflow.inference.operator.RepairGeometry;
import org.seriesflow.inference.operator.Resample;
import org.seriesflow.inference.operator.SelectSlices;
import org.seriesflow.inference.operator.Tile;

/** From an operator to the code that runs it: the one switch, complete by its types. */
final class Execution {
  private Execution() {}

  static Map<String, Value> execute(StepInputs in) {
    return switch (in.step().operator()) {
      case Operator.Executable operator -> execute(operator, in);
      case Operator.Declared operator ->
          throw new IllegalStateException(operator.words() + " was not refused at opening");
    };
  }

  private static Map<String, Value> execute(Operator.Executable operator, StepInputs in) {
    return switch (operator) {
      case Load.Executable load -> LoadSteps.run(load, in);
      case RepairGeometry.SizeTable table -> GeometrySteps.repair(table, in);
      case RepairGeometry.NetworkSpacing network -> GeometrySteps.repair(in);
      case Reorient reorient -> GeometrySteps.reorient(reorient, in);
      case Intensity intensity -> IntensitySteps.run(intensity, in);
      case Resample resample -> ResampleSteps.run(resample, in);
      case SelectSlices select -> SliceSteps.run(select, in);
      case Crop crop -> CropSteps.run(crop, in);
      case Network.Run network -> NetworkSteps.run(network, in);
      case Network.Folds folds -> BodySteps.folds(folds, in);
      case Network.ForEach each -> BodySteps.forEach(each, in);
      case Tile tile -> TileSteps.run(tile, in);
      case Augment.Flips flips -> FlipSteps.run(flips, in);
      case Augment.MultiAxis axes -> AxisSteps.run(axes, in);
      case Activate activate -> ScoreSteps.activate(activate, in);
      case FuseBoxes fuse -> BoxSteps.fuse(in);
      case Reduce reduce -> ScoreSteps.reduce(reduce, in);
      case Guard guard -> BoxSteps.guard(guard, in);
    };
  }
}
