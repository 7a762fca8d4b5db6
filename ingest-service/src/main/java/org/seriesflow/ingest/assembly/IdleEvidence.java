package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.time.Instant;
import org.seriesflow.events.state.SeriesHead;

/** The sentence that says why a series was held to be complete. */
final class IdleEvidence {
  private IdleEvidence() {}

  /** A later record of the partition shows that the series was silent for its idle time. */
  static String partitionTime(SeriesHead head, IdleTime idle, long partitionTime) {
    return "Nothing of the series arrived for %s (%s): its last instance was received at %s and the log goes on to %d ms after it."
        .formatted(
            text(idle.time()),
            idle.origin(),
            head.getLastArrivalAt(),
            partitionTime - head.getLastArrivalAt().toEpochMilli());
  }

  /** The partition is read to its end, and nothing came for the idle time. */
  static String wallClock(SeriesHead head, IdleTime idle) {
    return "Nothing of the series arrived for %s (%s): its last instance was received at %s and the log was read to its end."
        .formatted(text(idle.time()), idle.origin(), head.getLastArrivalAt());
  }

  /** The sender released the last association of the series, and nothing followed. */
  static String afterRelease(SeriesHead head, Instant releasedAt, Duration time) {
    return "Nothing of the series arrived for %s after %s released its last association with it at %s; its last instance was received at %s."
        .formatted(text(time), sender(head), releasedAt, head.getLastArrivalAt());
  }

  private static String sender(SeriesHead head) {
    return head.getCallingAeTitle() == null ? "any sender" : head.getCallingAeTitle();
  }

  private static String text(Duration idle) {
    return idle.toMillis() + " ms";
  }
}
