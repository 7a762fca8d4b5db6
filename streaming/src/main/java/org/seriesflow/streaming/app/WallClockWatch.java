package org.seriesflow.streaming.app;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the wall clock was set back, which it shows beside the monotonic one.
 *
 * <p>Kafka's clients measure their waits by the wall clock ({@code Timer} over {@code
 * Time.milliseconds}): what they had begun to wait for comes later by as much as the clock went
 * back, and a consumer that rejoins its group may stand still for hours. A new process helps at
 * once, and loses nothing.
 */
final class WallClockWatch {
  private static final Logger LOG = LoggerFactory.getLogger(WallClockWatch.class);

  /** A shorter step back delays by no more than a restart would. */
  static final Duration TOLERANCE = Duration.ofSeconds(30);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private long furthestMillis = Long.MIN_VALUE;
  private volatile Duration setBack = Duration.ZERO;
  private volatile boolean closed;

  /** Looks each second, from a daemon thread. */
  void start(String name) {
    Thread.ofPlatform().name("wall-clock-" + name).daemon(true).start(this::watch);
  }

  private synchronized void watch() {
    try {
      while (!closed) {
        look(System.currentTimeMillis(), System.nanoTime());
        wait(BETWEEN_LOOKS.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One look.
   *
   * @param wallMillis since the epoch
   * @param nanos of the monotonic clock, at the same time
   */
  void look(long wallMillis, long nanos) {
    long ahead = wallMillis - nanos / 1_000_000;
    furthestMillis = Math.max(furthestMillis, ahead);
    var back = Duration.ofMillis(furthestMillis - ahead);
    if (back.compareTo(TOLERANCE) > 0 && back.compareTo(setBack) > 0) {
      setBack = back;
      LOG.error("{}", why(back));
    }
  }

  /** Why only a new process helps; empty while the clock has not been set back. */
  Optional<String> reason() {
    var back = setBack;
    return back.isZero() ? Optional.empty() : Optional.of(why(back));
  }

  private static String why(Duration back) {
    return ("the wall clock was set back by %d s, and Kafka's clients wait by it: this process must be"
            + " started again")
        .formatted(back.toSeconds());
  }

  /** Looks no more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
