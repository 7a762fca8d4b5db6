package org.seriesflow.streaming.replay;

import java.time.Duration;
import org.seriesflow.events.ReplayJob;

/**
 * How fast a job is copied. It waits outside of transactions, as what others write to the topic
 * cannot be read before an open one ends, and in pieces, so that a change of the job is heard.
 */
final class ReplayPace {
  private static final int BATCH = 50;
  private static final double NANOS_A_SECOND = 1e9;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final ReplayCopier.Pauses pauses;
  private final Duration pauseOfOne;
  private Duration owed = Duration.ZERO;

  ReplayPace(ReplayJob job, ReplayCopier.Pauses pauses) {
    this.pauses = pauses;
    pauseOfOne =
        job.getRatePerSecond() == null
            ? Duration.ZERO
            : Duration.ofNanos((long) (NANOS_A_SECOND / job.getRatePerSecond()));
  }

  /** References of one transaction: with a rate as many as it allows within a second. */
  static int batch(ReplayJob job) {
    var rate = job.getRatePerSecond();
    return rate == null ? BATCH : Math.clamp(rate.longValue(), 1, BATCH);
  }

  /** So many references were copied. */
  void copied(int references) {
    owed = owed.plus(pauseOfOne.multipliedBy(references));
  }

  /**
   * Waits for a piece of what the rate wants.
   *
   * @return whether there was something to wait for
   */
  boolean pause() throws InterruptedException {
    if (owed.isZero()) {
      return false;
    }
    var piece = owed.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : owed;
    pauses.pause(piece);
    owed = owed.minus(piece);
    return true;
  }
}
