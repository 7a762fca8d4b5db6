package org.seriesflow.inference;

import java.util.function.Supplier;

/**
 * Decides when a pass runs: one call of a network. Between two passes of a run others may go first;
 * where runs overlap, a gate may also let one pass at a time.
 */
public interface PassGate {
  /**
   * Runs the pass, once, on the calling thread, when its turn has come; what it throws is thrown.
   */
  <T> T pass(Supplier<T> pass);

  /** Lets every pass run at once. */
  static PassGate open() {
    return new PassGate() {
      @Override
      public <T> T pass(Supplier<T> pass) {
        return pass.get();
      }
    };
  }
}
