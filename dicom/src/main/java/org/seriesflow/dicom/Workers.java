package org.seriesflow.dicom;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Spreads numbered tasks over no more threads than there are processors. */
final class Workers {
  private Workers() {}

  /** What one thread works with; made and closed by that thread. */
  interface Worker extends AutoCloseable {
    void run(int index) throws Exception;

    @Override
    default void close() {}
  }

  /**
   * Runs tasks 0 to {@code count − 1}, each once. After a failure no further task is begun.
   *
   * @throws ExecutionException with the first failure as its cause
   */
  static void runAll(int count, Callable<? extends Worker> workers)
      throws ExecutionException, InterruptedException {
    var threads = Math.min(count, Runtime.getRuntime().availableProcessors());
    var next = new AtomicInteger();
    Callable<Void> work =
        () -> {
          try (var worker = workers.call()) {
            for (var index = next.getAndIncrement();
                index < count;
                index = next.getAndIncrement()) {
              worker.run(index);
            }
          } catch (Exception e) {
            next.set(count);
            throw e;
          }
          return null;
        };
    var executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("slices-", 0).factory());
    try {
      var running = new ArrayList<Future<Void>>();
      for (var i = 0; i < threads; i++) {
        running.add(executor.submit(work));
      }
      for (var future : running) {
        future.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      next.set(count);
      throw e;
    } finally {
      executor.close();
    }
  }
}
