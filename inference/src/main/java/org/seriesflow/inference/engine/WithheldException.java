package org.seriesflow.inference.engine;

import org.seriesflow.inference.Substitution;

/** A guard ends the run without scores; never leaves this package. */
final class WithheldException extends RuntimeException {
  private final transient Substitution substitution;

  WithheldException(Substitution substitution) {
    super(substitution.reason(), null, false, false);
    this.substitution = substitution;
  }

  Substitution substitution() {
    return substitution;
  }
}
