package org.seriesflow.inference.manifest;

import java.util.HashSet;
import java.util.Set;
import org.seriesflow.inference.dataflow.Dataflow;
import org.seriesflow.inference.operator.Network;
import org.seriesflow.inference.operator.RepairGeometry;
import org.seriesflow.inference.operator.Stack;

/** Which networks the steps of a dataflow name, bodies included. */
final class ModelUse {
  private ModelUse() {}

  static Set<String> of(Dataflow flow) {
    var names = new HashSet<String>();
    for (var step : flow.steps()) {
      switch (step.operator()) {
        case Network.Run run -> names.add(run.model());
        case Network.Folds folds -> names.addAll(folds.models());
        case RepairGeometry.NetworkPlane network -> names.add(network.model());
        case Stack stack -> names.add(stack.model());
        default -> {
          // Names no network.
        }
      }
      step.operator().body().ifPresent(body -> names.addAll(of(body)));
    }
    return names;
  }
}
