package org.seriesflow.streaming;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a process can do its work now, and why not. Each component says for itself; the process
 * is ready when none is down. Safe for threads.
 */
public final class Readiness {
  private final Map<String, String> down = new ConcurrentSkipListMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** The component cannot work, for the reason given, until {@link #up}. */
  public void down(String component, String reason) {
    down.put(component, reason);
  }

  public void up(String component) {
    down.remove(component);
  }

  public boolean isReady() {
    return down.isEmpty();
  }

  /** A line for each component that is down. */
  public List<String> reasons() {
    return down.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
  }

  /** From now on every pause ends at once: a retry must not hold up a graceful stop. */
  public void stop() {
    stopping.countDown();
  }

  /** Waits, and is true where it waited to the end: false means that the process is stopping. */
  public boolean pause(Duration duration) {
    try {
      return !stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
