package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.Optional;
import org.seriesflow.events.CompletionEvidence;

/**
 * Whether a series is silent for long enough: for the idle time of its calling AE title, or a
 * shorter one after the last of its associations was released; for a longer one as long as
 * something of it is known to be missing.
 */
final class Silence {
  private final IdleTimes times;
  private final CompletionClock clock;

  Silence(IdleTimes times, CompletionClock clock) {
    this.times = times;
    this.clock = clock;
  }

  /** Why silence says by partition time that the series is complete; empty where it does not. */
  Optional<Completion> inPartitionTime(String series, OpenSeries open) {
    var lacking = PositiveEvidence.lacking(open);
    var idle = idle(open, lacking);
    if (clock.idleInPartitionTime(series, idle)) {
      return Optional.of(
          completion(
              CompletionEvidence.IDLE,
              IdleEvidence.partitionTime(open.head(), idle, clock.partitionTime()),
              lacking));
    }
    return afterRelease(open, lacking)
        .filter(time -> clock.idleSinceReleaseInPartitionTime(series, time))
        .map(time -> released(open, time));
  }

  /** The same by the wall clock, provided that the partition is at its end now. */
  Optional<Completion> inWallClock(String series, OpenSeries open, long now) {
    var lacking = PositiveEvidence.lacking(open);
    var idle = idle(open, lacking);
    if (clock.idleInWallClock(series, idle, now)) {
      return Optional.of(
          completion(CompletionEvidence.IDLE, IdleEvidence.wallClock(open.head(), idle), lacking));
    }
    return afterRelease(open, lacking)
        .filter(time -> clock.idleSinceReleaseInWallClock(series, time, now))
        .map(time -> released(open, time));
  }

  private Duration idle(OpenSeries open, Optional<String> lacking) {
    var usual = times.of(open.head().getCallingAeTitle());
    return lacking.isPresent() && times.whileLacking().compareTo(usual) > 0
        ? times.whileLacking()
        : usual;
  }

  private Optional<Duration> afterRelease(OpenSeries open, Optional<String> lacking) {
    return open.expectation().getReleasedAt() == null || lacking.isPresent()
        ? Optional.empty()
        : times.afterRelease(open.head().getCallingAeTitle());
  }

  private static Completion released(OpenSeries open, Duration time) {
    return new Completion(
        CompletionEvidence.ASSOCIATION_RELEASED,
        IdleEvidence.afterRelease(open.head(), open.expectation().getReleasedAt(), time));
  }

  private static Completion completion(
      CompletionEvidence evidence, String sentence, Optional<String> lacking) {
    return new Completion(evidence, lacking.map(what -> sentence + " " + what).orElse(sentence));
  }
}
