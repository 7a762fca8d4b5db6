package org.seriesflow.benchmarks.intake;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.seriesflow.benchmarks.WholeProcess;

/** Waits between runs, so that none pays for what another left behind. */
final class Rest {
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Share of a processor that a service takes to see that there is nothing to do. */
  private static final double IDLE_SHARE = .3;

  private Rest() {}

  /** Until the receivers rest (at most half a minute) and no written page waits for the disk. */
  static void await(List<Receiver> receivers) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long before = cpuNanos(receivers);
    while (System.nanoTime() - begun < PATIENCE.toNanos()) {
      TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
      long now = cpuNanos(receivers);
      if (now - before < IDLE_SHARE * GLANCE.toNanos()) {
        break;
      }
      before = now;
    }
    if (WholeProcess.find("sync").isPresent()) {
      WholeProcess.millis(List.of("sync"));
    }
  }

  private static long cpuNanos(List<Receiver> receivers) {
    return receivers.stream()
        .flatMap(Receiver::processes)
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }
}
