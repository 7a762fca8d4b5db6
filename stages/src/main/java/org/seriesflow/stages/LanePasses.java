package org.seriesflow.stages;

import java.util.function.Supplier;
import org.seriesflow.events.Lane;
import org.seriesflow.inference.PassGate;
import org.seriesflow.streaming.stage.LaneGate;

/** The work of a package on one series, granted by its lane. */
record LanePasses(LaneGate.Work work, Lane lane) implements PassGate {
  @Override
  public <T> T pass(Supplier<T> pass) {
    try (var _ = work.pass()) {
      return pass.get();
    }
  }

  /** An urgent series gives way to nobody, and goes on beside the pass of another. */
  @Override
  public void turn() {
    if (lane != Lane.STAT) {
      work.pass().close();
    }
  }
}
