package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for conditions.
 *
 * <p>Between two looks it rests: a wait that keeps a core busy takes it from the threads that it
 * waits for, and asking for their stacks stops all of them.
 */
final class Await {
  private static final long BETWEEN_LOOKS_NANOS = 2_000_000;

  private Await() {}

  /**
   * @param patience the test fails when it has passed
   * @param found says how things stand instead, for the failure's message
   */
  static void until(BooleanSupplier condition, Duration patience, Supplier<String> found) {
    var deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    assertTrue(
        condition.getAsBoolean(), () -> "waited for %s: %s".formatted(patience, found.get()));
  }
}
