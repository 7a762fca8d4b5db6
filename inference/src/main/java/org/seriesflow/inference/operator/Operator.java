package org.seriesflow.inference.operator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.dataflow.Ports;
import org.seriesflow.inference.dataflow.ValueType;

/**
 * What a step does, with all its settings. The numbers follow the operator table of the pipeline
 * design (docs/model-packages.md). Every operator can be parsed and type-checked; those that are
 * {@link Executable} can also run.
 */
public sealed interface Operator {

  /** Row of the operator table, 1 to 21. */
  int number();

  /** The words by which a manifest chooses it, for example {@code resample (to-shape)}. */
  String words();

  /** The type rule: refuses inputs that do not fit and gives the outputs by name. */
  Map<String, ValueType> outputs(Ports in);

  /** Outputs that a manifest may leave unused. */
  default Set<String> sideOutputs() {
    return Set.of();
  }

  /** The steps inside, where the operator runs some. */
  default Optional<Dataflow> body() {
    return Optional.empty();
  }

  /** An operator that the engine runs. */
  sealed interface Executable extends Operator
      permits Activate,
          Augment,
          Crop,
          FuseBoxes,
          Guard,
          Intensity,
          Load.Executable,
          Network.Executable,
          Reduce,
          RepairGeometry.NetworkSpacing,
          RepairGeometry.SizeTable,
          Reorient,
          Resample,
          SelectSlices,
          Tile {}

  /**
   * An operator that is understood and checked, but not run yet: opening such a package refuses.
   */
  sealed interface Declared extends Operator
      permits Calibrate,
          Components,
          Detections,
          Load.Declared,
          Peaks,
          Plugin,
          Project,
          RepairGeometry.NetworkPlane,
          Stack {}
}
