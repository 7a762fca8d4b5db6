package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.seriesflow.events.state.SeriesHead;

/**
 * How long silence has to last before it says that a series is complete.
 *
 * @param idle where nothing else is known
 * @param idleByAeTitle the same for single calling AE titles
 * @param afterRelease shorter: once every association that brought of the series was released
 * @param afterReleaseByAeTitle the same for single calling AE titles
 * @param whileLacking longer: as long as something of the series is known to be missing
 * @param whileGaps longer: as long as positions of its stack seem to be missing
 * @param learnt in place of the first, once enough was learnt of the sender; empty: never
 */
public record IdleTimes(
    Duration idle,
    Map<String, Duration> idleByAeTitle,
    Duration afterRelease,
    Map<String, Duration> afterReleaseByAeTitle,
    Duration whileLacking,
    Duration whileGaps,
    Optional<LearntIdle> learnt) {

  private static final Duration AFTER_RELEASE = Duration.ofSeconds(1);
  private static final Duration WHILE_LACKING = Duration.ofMinutes(1);
  private static final Duration WHILE_GAPS = Duration.ofSeconds(15);

  public IdleTimes {
    idleByAeTitle = Map.copyOf(idleByAeTitle);
    afterReleaseByAeTitle = Map.copyOf(afterReleaseByAeTitle);
    requirePositive("idle", idle);
    idleByAeTitle.forEach((aeTitle, time) -> requirePositive("idle of " + aeTitle, time));
    requirePositive("afterRelease", afterRelease);
    afterReleaseByAeTitle.forEach(
        (aeTitle, time) -> requirePositive("afterRelease of " + aeTitle, time));
    requirePositive("whileLacking", whileLacking);
    requirePositive("whileGaps", whileGaps);
  }

  /**
   * One idle time for all, a second after a release, a minute while something is missing, a quarter
   * of one while the stack has gaps; nothing is learnt.
   */
  public static IdleTimes of(Duration idle) {
    return new IdleTimes(
        idle, Map.of(), AFTER_RELEASE, Map.of(), WHILE_LACKING, WHILE_GAPS, Optional.empty());
  }

  /** The same, with idle times of their own for single calling AE titles. */
  public IdleTimes withIdleByAeTitle(Map<String, Duration> own) {
    return new IdleTimes(
        idle, own, afterRelease, afterReleaseByAeTitle, whileLacking, whileGaps, learnt);
  }

  /** The same, learning. */
  public IdleTimes learning(LearntIdle how) {
    return new IdleTimes(
        idle,
        idleByAeTitle,
        afterRelease,
        afterReleaseByAeTitle,
        whileLacking,
        whileGaps,
        Optional.of(how));
  }

  /**
   * Idle time of a series: that of its calling AE title where one was configured, else what was
   * learnt of its sender, else the usual one.
   */
  IdleTime of(SeriesHead head, Optional<LearntPauses> pauses) {
    var aeTitle = head.getCallingAeTitle();
    var own = aeTitle == null ? null : idleByAeTitle.get(aeTitle);
    return own == null
        ? pauses
            .flatMap(learntOf -> learntOf.idle(head))
            .orElseGet(() -> IdleTime.configured(idle, aeTitle))
        : IdleTime.configured(own, aeTitle);
  }

  /**
   * Idle time after a release; empty where a release says nothing: for an AE title that has an idle
   * time of its own and none after releases, since it may be one that associates for each instance.
   */
  Optional<Duration> afterRelease(String callingAeTitle) {
    if (callingAeTitle == null) {
      return Optional.of(afterRelease);
    }
    var own = Optional.ofNullable(afterReleaseByAeTitle.get(callingAeTitle));
    return own.isPresent() || idleByAeTitle.containsKey(callingAeTitle)
        ? own
        : Optional.of(afterRelease);
  }

  static void requirePositive(String name, Duration time) {
    Objects.requireNonNull(time, name);
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException(name + " must be more than zero and is " + time);
    }
  }
}
