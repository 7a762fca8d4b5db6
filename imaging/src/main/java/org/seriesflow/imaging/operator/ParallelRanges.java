package org.seriesflow.imaging.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Splits a loop over 0..n into contiguous parts on platform threads of its own. */
final class ParallelRanges {
  private ParallelRanges() {}

  interface Body {
    void run(int from, int to);
  }

  /** Returns when all parts are done; the first failure is thrown once they all ended. */
  static void run(int n, int threads, Body body) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, got " + threads);
    }
    int parts = Math.min(threads, n);
    if (parts <= 1) {
      body.run(0, n);
      return;
    }
    List<Future<?>> others = new ArrayList<>();
    // Closing the executor waits for what was handed to it.
    try (ExecutorService executor = Executors.newFixedThreadPool(parts - 1)) {
      for (int part = 1; part < parts; part++) {
        int from = bound(n, part, parts);
        int to = bound(n, part + 1, parts);
        others.add(executor.submit(() -> body.run(from, to)));
      }
      body.run(0, bound(n, 1, parts));
    }
    for (Future<?> other : others) {
      await(other);
    }
  }

  private static int bound(int n, int part, int parts) {
    return (int) ((long) n * part / parts);
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a part of a parallel loop failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a parallel loop", e);
    }
  }
}
