package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.Optional;
import org.seriesflow.events.CompletionEvidence;

/**
 * Whether a series is silent for long enough: for the idle time of its sender, or a shorter one
 * after the last of its associations was released; for a longer one as long as something of it is
 * known to be missing, or its slices leave gaps.
 */
final class Silence {
  private final IdleTimes times;
  private final Optional<LearntPauses> pauses;
  private final CompletionClock clock;
  private final HeldInstances held;

  Silence(
      IdleTimes times, Optional<LearntPauses> pauses, CompletionClock clock, HeldInstances held) {
    this.times = times;
    this.pauses = pauses;
    this.clock = clock;
    this.held = held;
  }

  /** One of the two clocks, for one series. */
  private interface Watch {
    boolean idle(Duration time);

    boolean idleSinceRelease(Duration time);

    String sentence(IdleTime idle);
  }

  /** Why silence says by partition time that the series is complete; empty where it does not. */
  Optional<Completion> inPartitionTime(String series, OpenSeries open) {
    return completion(
        series,
        open,
        new Watch() {
          @Override
          public boolean idle(Duration time) {
            return clock.idleInPartitionTime(series, time);
          }

          @Override
          public boolean idleSinceRelease(Duration time) {
            return clock.idleSinceReleaseInPartitionTime(series, time);
          }

          @Override
          public String sentence(IdleTime idle) {
            return IdleEvidence.partitionTime(open.head(), idle, clock.partitionTime());
          }
        });
  }

  /** The same by the wall clock, provided that the partition is at its end now. */
  Optional<Completion> inWallClock(String series, OpenSeries open, long now) {
    return completion(
        series,
        open,
        new Watch() {
          @Override
          public boolean idle(Duration time) {
            return clock.idleInWallClock(series, time, now);
          }

          @Override
          public boolean idleSinceRelease(Duration time) {
            return clock.idleSinceReleaseInWallClock(series, time, now);
          }

          @Override
          public String sentence(IdleTime idle) {
            return IdleEvidence.wallClock(open.head(), idle);
          }
        });
  }

  private Optional<Completion> completion(String series, OpenSeries open, Watch watch) {
    var usual = times.of(open.head(), pauses);
    var lacking = PositiveEvidence.lacking(open);
    if (lacking.isPresent()) {
      return silent(usual.atLeast(times.whileLacking()), watch)
          .map(end -> end.despite(lacking.get(), Optional.empty()));
    }
    var end = silent(usual, watch).or(() -> released(open, watch));
    if (end.isEmpty()) {
      return end;
    }
    var found = held.finding(series, open);
    if (found.lackingParts().isPresent()) {
      return silent(usual.atLeast(times.whileLacking()), watch)
          .map(late -> late.despite(found.lackingParts().get(), Optional.empty()));
    }
    if (found.gaps().isPresent()) {
      return silent(usual.atLeast(times.whileGaps()), watch)
          .map(late -> late.despite(found.gaps().get().sentence(), found.gaps()));
    }
    return end;
  }

  private static Optional<Completion> silent(IdleTime idle, Watch watch) {
    return watch.idle(idle.time())
        ? Optional.of(Completion.silent(CompletionEvidence.IDLE, watch.sentence(idle), idle))
        : Optional.empty();
  }

  private Optional<Completion> released(OpenSeries open, Watch watch) {
    var releasedAt = open.expectation().getReleasedAt();
    var aeTitle = open.head().getCallingAeTitle();
    return releasedAt == null
        ? Optional.empty()
        : times
            .afterRelease(aeTitle)
            .filter(watch::idleSinceRelease)
            .map(
                time ->
                    Completion.silent(
                        CompletionEvidence.ASSOCIATION_RELEASED,
                        IdleEvidence.afterRelease(open.head(), releasedAt, time),
                        IdleTime.configured(time, aeTitle)));
  }
}
