package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * When a series is held to be complete, and how long it is remembered.
 *
 * @param idle nothing arrived for this long: the series is complete
 * @param idleByAeTitle the same for single calling AE titles
 * @param retention how long the state of an assembled series is kept, counted from its last
 *     arrival; an instance that comes later begins a new series at revision 1
 * @param checkInterval how often series are looked at by the wall clock
 * @param purgeInterval how often state past its retention is looked for
 */
public record AssemblySettings(
    Duration idle,
    Map<String, Duration> idleByAeTitle,
    Duration retention,
    Duration checkInterval,
    Duration purgeInterval) {

  private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);
  private static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofMillis(250);
  private static final Duration DEFAULT_PURGE_INTERVAL = Duration.ofHours(1);

  public AssemblySettings {
    idleByAeTitle = Map.copyOf(idleByAeTitle);
    requirePositive("idle", idle);
    idleByAeTitle.forEach((aeTitle, time) -> requirePositive("idle of " + aeTitle, time));
    requirePositive("retention", retention);
    requirePositive("checkInterval", checkInterval);
    requirePositive("purgeInterval", purgeInterval);
  }

  /** One idle time for all, seven days of state, four looks a second. */
  public static AssemblySettings withIdle(Duration idle) {
    return new AssemblySettings(
        idle, Map.of(), DEFAULT_RETENTION, DEFAULT_CHECK_INTERVAL, DEFAULT_PURGE_INTERVAL);
  }

  /** Idle time of the series that this AE title sends; null where it is unknown. */
  public Duration idleOf(String callingAeTitle) {
    return callingAeTitle == null ? idle : idleByAeTitle.getOrDefault(callingAeTitle, idle);
  }

  private static void requirePositive(String name, Duration time) {
    Objects.requireNonNull(time, name);
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException(name + " must be more than zero and is " + time);
    }
  }
}
