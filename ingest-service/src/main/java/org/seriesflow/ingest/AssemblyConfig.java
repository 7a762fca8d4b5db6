package org.seriesflow.ingest;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.seriesflow.events.CompletionEvidence;

/** When a series is held to be complete. */
public interface AssemblyConfig {

  /** Nothing arrived for this long: the series is complete. */
  @WithDefault("5s")
  @DurationMin(millis = 50)
  Duration idle();

  /** The same for single calling AE titles. */
  Map<String, Duration> idleByAe();

  /** The same once every association that brought of the series was released. */
  @WithDefault("1s")
  @DurationMin(millis = 50)
  Duration idleAfterRelease();

  /**
   * The same for single calling AE titles. One that has an idle time of its own and stands not here
   * waits for that after a release too.
   */
  Map<String, Duration> idleAfterReleaseByAe();

  /** The same as long as something of the series is known to be missing. */
  @WithDefault("60s")
  @DurationMin(millis = 50)
  Duration idleWhileLacking();

  /** The same as long as positions of its stack seem to be missing, which proves nothing. */
  @WithDefault("15s")
  @DurationMin(millis = 50)
  Duration idleWhileGaps();

  /** Whether and how idle times are learnt of the pauses of former series. */
  LearntIdle learntIdle();

  /** Kinds of evidence that are not heeded, comma separated. */
  Optional<Set<CompletionEvidence>> ignoredEvidence();

  /** How long the state of an assembled series is kept; an instance after that starts anew. */
  @WithDefault("7d")
  @DurationMin(minutes = 1)
  Duration retention();

  /** Stream threads; at most as many as partitions are of use. */
  @WithDefault("1")
  @Min(1)
  int threads();

  /** In place of {@code idle}, for senders that stand not in {@code idle-by-ae}. */
  interface LearntIdle {

    /** Whether idle times are learnt. */
    @WithDefault("false")
    boolean enabled();

    /** Of so many series in a hundred the longest pause is to be waited for. */
    @WithDefault("99")
    @DecimalMin(value = "0", inclusive = false)
    @DecimalMax("100")
    double percentile();

    /** By which that pause is multiplied. */
    @WithDefault("1.5")
    @DecimalMin("1")
    double factor();

    /** Never less than this. */
    @WithDefault("1s")
    @DurationMin(millis = 50)
    Duration shortest();

    /** Never more than this, at most nine minutes. */
    @WithDefault("30s")
    @DurationMin(millis = 50)
    Duration longest();

    /** Of so many series of a sender is learnt before it counts. */
    @WithDefault("50")
    @Min(1)
    int series();
  }
}
