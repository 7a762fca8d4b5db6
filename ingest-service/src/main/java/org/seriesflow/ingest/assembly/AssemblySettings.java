package org.seriesflow.ingest.assembly;

import static org.seriesflow.ingest.assembly.IdleTimes.requirePositive;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.seriesflow.events.CompletionEvidence;

/**
 * When a series is held to be complete, and how long it is remembered.
 *
 * @param idle how long silence has to last
 * @param ignored kinds of evidence that are not heeded
 * @param quiet who hears of series that go quiet; empty: nobody
 * @param retention how long the state of an assembled series is kept, counted from its last
 *     arrival; an instance that comes later begins a new series at revision 1
 * @param checkInterval how often series are looked at by the wall clock
 * @param purgeInterval how often state past its retention is looked for
 */
public record AssemblySettings(
    IdleTimes idle,
    Set<CompletionEvidence> ignored,
    Optional<QuietWatch> quiet,
    Duration retention,
    Duration checkInterval,
    Duration purgeInterval) {

  /**
   * Who hears of series that go quiet.
   *
   * @param after when nothing of one has come for so long
   */
  public record QuietWatch(Duration after, QuietListener listener) {
    public QuietWatch {
      requirePositive("after", after);
    }
  }

  private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);
  private static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofMillis(250);
  private static final Duration DEFAULT_PURGE_INTERVAL = Duration.ofHours(1);

  public AssemblySettings {
    ignored = Set.copyOf(ignored);
    requirePositive("retention", retention);
    requirePositive("checkInterval", checkInterval);
    requirePositive("purgeInterval", purgeInterval);
  }

  /** Seven days of state, four looks a second. */
  public static AssemblySettings withIdle(IdleTimes idle) {
    return new AssemblySettings(
        idle,
        Set.of(),
        Optional.empty(),
        DEFAULT_RETENTION,
        DEFAULT_CHECK_INTERVAL,
        DEFAULT_PURGE_INTERVAL);
  }

  /** The same, with one idle time for all. */
  public static AssemblySettings withIdle(Duration idle) {
    return withIdle(IdleTimes.of(idle));
  }

  /** The same, remembered for another time. */
  public AssemblySettings withRetention(Duration newRetention) {
    return new AssemblySettings(idle, ignored, quiet, newRetention, checkInterval, purgeInterval);
  }

  /** The same, not heeding these kinds of evidence. */
  public AssemblySettings ignoring(Set<CompletionEvidence> kinds) {
    return new AssemblySettings(idle, kinds, quiet, retention, checkInterval, purgeInterval);
  }

  /** The same, telling that listener of series of which nothing has come for that time. */
  public AssemblySettings telling(QuietListener listener, Duration after) {
    return new AssemblySettings(
        idle,
        ignored,
        Optional.of(new QuietWatch(after, listener)),
        retention,
        checkInterval,
        purgeInterval);
  }
}
