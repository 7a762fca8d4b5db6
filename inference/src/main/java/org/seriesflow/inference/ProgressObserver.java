package org.seriesflow.inference;

import java.time.Duration;

/** Hears how far a run is; called on the thread that runs it, so it must be quick. */
@FunctionalInterface
public interface ProgressObserver {

  /**
   * A network has run once.
   *
   * @param model its name in the manifest
   * @param runsSoFar calls of networks in this run of the pipeline, from 1
   * @param lasted time of this call
   */
  void networkRan(String model, int runsSoFar, Duration lasted);

  /** Hears nothing. */
  static ProgressObserver none() {
    return (model, runsSoFar, lasted) -> {};
  }
}
