package org.seriesflow.streaming.retention;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a retention job spares beside what topics refer to.
 *
 * @param grace payloads that were committed last within this time stay; longer than an event may
 *     take to appear after its payload: {@code recoveryHorizon} and the longest transaction
 * @param instances DICOM instances stay at least this long, where a site promised it (storage
 *     commitment); not shorter than the grace
 * @param recoveryHorizon {@code seriesflow.recovery.horizon} of ingest-service, which publishes
 *     stored instances that old at its start
 * @param longestTransaction of any producer; where absent the brokers' {@code
 *     transaction.max.timeout.ms}
 * @param applicationId of ingest-service, whose state refers to instances of series that may still
 *     grow
 * @param foreign topics that hold no events of ours and are not read
 * @param withoutReferences whether a log that refers to none of the store's payloads is taken at
 *     its word
 * @param dryRun count, delete nothing
 */
public record RetentionSettings(
    Duration grace,
    Optional<Duration> instances,
    Duration recoveryHorizon,
    Optional<Duration> longestTransaction,
    String applicationId,
    Optional<Pattern> foreign,
    boolean withoutReferences,
    boolean dryRun) {

  /** Between the clocks of store, hosts and this machine, and for the seconds that steps take. */
  static final Duration CLOCKS = Duration.ofHours(1);

  public RetentionSettings {
    instances.ifPresent(
        kept -> {
          if (kept.compareTo(grace) < 0) {
            throw new RetentionRefusedException(
                "The time for instances, %s, is shorter than the grace for all payloads, %s: make it longer or leave it away"
                    .formatted(kept, grace));
          }
        });
  }

  /**
   * Checks the grace.
   *
   * @throws RetentionRefusedException where an event could appear after its payload was deleted
   */
  void requireGraceAbove(Duration transaction) {
    var least = recoveryHorizon.plus(transaction).plus(CLOCKS);
    if (grace.compareTo(least) < 0) {
      throw new RetentionRefusedException(
          "The grace is %s and must be at least %s: the recovery horizon of ingest-service (%s), the longest transaction (%s) and %s between clocks. An event may refer to a payload that long after it was stored."
              .formatted(grace, least, recoveryHorizon, transaction, CLOCKS));
    }
  }

  /** The least age of a DICOM instance that may be deleted. */
  Duration leastAgeOfInstances() {
    return instances.orElse(grace);
  }
}
