package org.seriesflow.inference;

/**
 * Whether the networks of a pipeline can still be trusted to answer. A fault on a GPU can be an
 * error that stays until the process ends; on the CPU a call that failed says nothing of the next.
 *
 * <p>Thread-safe.
 */
final class NetworkHealth {
  private final ExecutionProvider provider;
  private volatile boolean healthy = true;

  NetworkHealth(ExecutionProvider provider) {
    this.provider = provider;
  }

  /** A call has failed. */
  void failed() {
    if (provider != ExecutionProvider.CPU) {
      healthy = false;
    }
  }

  boolean isHealthy() {
    return healthy;
  }
}
