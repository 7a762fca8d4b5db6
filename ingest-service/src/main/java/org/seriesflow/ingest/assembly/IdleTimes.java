package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How long silence has to last before it says that a series is complete.
 *
 * @param idle where nothing else is known
 * @param idleByAeTitle the same for single calling AE titles
 * @param afterRelease shorter: once every association that brought of the series was released
 * @param afterReleaseByAeTitle the same for single calling AE titles
 * @param whileLacking longer: as long as something of the series is known to be missing
 */
public record IdleTimes(
    Duration idle,
    Map<String, Duration> idleByAeTitle,
    Duration afterRelease,
    Map<String, Duration> afterReleaseByAeTitle,
    Duration whileLacking) {

  private static final Duration AFTER_RELEASE = Duration.ofSeconds(1);
  private static final Duration WHILE_LACKING = Duration.ofMinutes(1);

  public IdleTimes {
    idleByAeTitle = Map.copyOf(idleByAeTitle);
    afterReleaseByAeTitle = Map.copyOf(afterReleaseByAeTitle);
    requirePositive("idle", idle);
    idleByAeTitle.forEach((aeTitle, time) -> requirePositive("idle of " + aeTitle, time));
    requirePositive("afterRelease", afterRelease);
    afterReleaseByAeTitle.forEach(
        (aeTitle, time) -> requirePositive("afterRelease of " + aeTitle, time));
    requirePositive("whileLacking", whileLacking);
  }

  /** One idle time for all, a second after a release, a minute while something is missing. */
  public static IdleTimes of(Duration idle) {
    return new IdleTimes(idle, Map.of(), AFTER_RELEASE, Map.of(), WHILE_LACKING);
  }

  /** Idle time of the series that this AE title sends; null where it is unknown. */
  Duration of(String callingAeTitle) {
    return callingAeTitle == null ? idle : idleByAeTitle.getOrDefault(callingAeTitle, idle);
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
