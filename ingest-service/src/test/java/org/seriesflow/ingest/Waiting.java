package org.seriesflow.ingest;

import java.util.function.BooleanSupplier;

/** Waiting on a condition, for tests of other packages. */
public final class Waiting {
  private Waiting() {}

  public static void until(String what, BooleanSupplier condition) {
    ServiceBench.await(what, condition);
  }
}
