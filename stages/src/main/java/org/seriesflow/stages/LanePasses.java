package org.seriesflow.stages;

import java.util.function.Supplier;
import org.seriesflow.inference.PassGate;
import org.seriesflow.streaming.stage.LaneGate;

/** Calls of networks for one series, each granted by its lane. */
record LanePasses(LaneGate.Work work) implements PassGate {
  @Override
  public <T> T pass(Supplier<T> pass) {
    try (var _ = work.pass()) {
      return pass.get();
    }
  }
}
