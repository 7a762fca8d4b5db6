package org.seriesflow.inference.engine;

import java.util.Map;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.PipelineResult;
import org.seriesflow.inference.ProgressObserver;
import org.seriesflow.inference.manifest.Manifest;

/** One run of a pipeline. Not thread-safe: one thread, once. */
public final class PipelineRun {
  private PipelineRun() {}

  /** A run of a manifest's steps on open networks. */
  public static PipelineRun of(
      Manifest manifest, Map<String, NeuralNetwork> networks, ProgressObserver observer) {
    return new PipelineRun();
  }

  /** Runs the steps. */
  public PipelineResult run(Map<String, ? extends Input> inputs) {
    return java.util.Optional.<PipelineResult>empty()
        .orElseThrow(() -> new UnsupportedOperationException("no operator runs yet"));
  }
}
