package org.seriesflow.stages;

import java.util.function.Supplier;
import org.seriesflow.inference.ExecutionProvider;
import org.seriesflow.inference.engine.NetworkFaultException;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.TransientFaultException;

/**
 * Who can mend a network that fails. On a GPU the fault stays until the process ends (ONNX
 * Runtime's sticky error 700): the series waits for the next process, and liveness says that one is
 * needed. On the CPU the same input would fail again, so the series is put aside.
 */
record NetworkFaults(ExecutionProvider provider) {
  /** Code of a series on which a network failed. */
  static final String NETWORK_FAILED = "NETWORK_FAILED";

  <T> T sorted(Supplier<T> run) {
    try {
      return run.get();
    } catch (NetworkFaultException e) {
      if (provider == ExecutionProvider.CPU) {
        throw new DataException(NETWORK_FAILED, "The network failed: " + e.getMessage(), e);
      }
      throw new TransientFaultException(
          "The network failed on " + provider + ": " + e.getMessage(), e);
    }
  }
}
