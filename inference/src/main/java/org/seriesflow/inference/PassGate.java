package org.seriesflow.inference;

import java.util.function.Supplier;

/**
 * Decides when a run goes on. A pass is one call of a network; between two passes, and between two
 * steps of the package, others may go first. Where runs overlap, a gate may also let one pass at a
 * time.
 */
public interface PassGate {
  /**
   * Runs the pass, once, on the calling thread, when its turn has come; what it throws is thrown.
   */
  <T> T pass(Supplier<T> pass);

  /** Between two steps of the package: comes back when nobody is to go before the run. */
  void turn();

  /** Lets every run go on at once. */
  static PassGate open() {
    return new PassGate() {
      @Override
      public <T> T pass(Supplier<T> pass) {
        return pass.get();
      }

      @Override
      public void turn() {
        // It is everybody's.
      }
    };
  }
}
