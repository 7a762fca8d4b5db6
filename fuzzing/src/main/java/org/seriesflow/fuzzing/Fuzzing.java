package org.seriesflow.fuzzing;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives mutated seeds to a target, one after another, and fails with the number of the mutation
 * that the target did not bear: it threw what it may not throw, took too long, or allocated too
 * much. Mutation number n is the same in every run.
 *
 * <p>{@code -Dseriesflow.fuzz.mutations=N} runs N mutations instead of the usual number; {@code
 * -Dseriesflow.fuzz.first=n} begins with number n.
 *
 * @param usual mutations where nothing else is said
 * @param perMutation time for one; beyond it the target counts as hanging
 * @param mostAllocated bytes that all threads of this JVM together may allocate for one mutation
 */
public record Fuzzing(
    List<byte[]> seeds,
    List<Mutation> mutations,
    int usual,
    Duration perMutation,
    long mostAllocated) {

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Mutations of one seed that are laid over one another, at most. */
  private static final int MOST_AT_ONCE = 3;

  public Fuzzing {
    seeds = List.copyOf(seeds);
    mutations = List.copyOf(mutations);
    if (seeds.isEmpty() || mutations.isEmpty()) {
      throw new IllegalArgumentException("neither seeds nor mutations may be missing");
    }
  }

  /** Takes mutated bytes; throws only what it must not throw. */
  @FunctionalInterface
  public interface Target {
    void take(byte[] bytes) throws Exception;
  }

  /** Mutated seed number n. */
  public byte[] mutated(int number) {
    var random = new Random(number);
    // The first draws of neighbouring seeds are alike.
    random.nextLong();
    var bytes = seeds.get(random.nextInt(seeds.size()));
    for (var i = random.nextInt(1, MOST_AT_ONCE + 1); i > 0; i--) {
      bytes = mutations.get(random.nextInt(mutations.size())).of(bytes, random);
    }
    return bytes;
  }

  /**
   * Runs them.
   *
   * @return how many were run
   * @throws AssertionError naming the first mutation that the target did not bear
   */
  public int run(Target target) {
    var count = Integer.getInteger("seriesflow.fuzz.mutations", usual);
    var first = Integer.getInteger("seriesflow.fuzz.first", 0);
    var worker = new Worker();
    try {
      for (var number = first; number < first + count; number++) {
        var bytes = mutated(number);
        worker.run(number, () -> target.take(bytes));
      }
    } finally {
      worker.executor.shutdownNow();
    }
    return count;
  }

  private interface Call {
    void run() throws Exception;
  }

  private final class Worker {
    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              var thread = Thread.ofPlatform().daemon().name("fuzzing").unstarted(task);
              threads.add(thread);
              return thread;
            });

    void run(int number, Call call) {
      var before = THREADS.getTotalThreadAllocatedBytes();
      try {
        executor
            .submit(
                () -> {
                  call.run();
                  return null;
                })
            .get(perMutation.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw failure(number, "ended in " + e.getCause(), e.getCause());
      } catch (TimeoutException e) {
        var hanging = new AssertionError("where it hangs");
        hanging.setStackTrace(threads.getLast().getStackTrace());
        throw failure(number, "took more than " + perMutation, hanging);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(number, "was interrupted", e);
      }
      var allocated = THREADS.getTotalThreadAllocatedBytes() - before;
      if (allocated > mostAllocated) {
        throw failure(
            number, "allocated %d bytes, at most %d".formatted(allocated, mostAllocated), null);
      }
    }

    private AssertionError failure(int number, String what, Throwable cause) {
      return new AssertionError(
          "mutation %d %s; again with -Dseriesflow.fuzz.first=%d -Dseriesflow.fuzz.mutations=1"
              .formatted(number, what, number),
          cause);
    }
  }
}
