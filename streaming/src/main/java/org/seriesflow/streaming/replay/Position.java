package org.seriesflow.streaming.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Where a job begins or ends in each partition. */
public sealed interface Position {
  /** The beginning of what still stands, or the end of what stands when the job is made. */
  record Edge() implements Position {}

  /** The first record that is not older. */
  record At(Instant time) implements Position {}

  /** The same offset in every partition. */
  record Offset(long offset) implements Position {}

  /**
   * Reads EARLIEST, LATEST, an offset, or a time with its offset from UTC.
   *
   * @throws ReplayRefusedException with the text
   */
  static Position parse(String text) {
    if (text.equals("EARLIEST") || text.equals("LATEST")) {
      return new Edge();
    }
    try {
      return text.matches("[0-9]{1,18}")
          ? new Offset(Long.parseLong(text))
          : new At(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new ReplayRefusedException(
          "'%s' is no position such as EARLIEST, LATEST, 1042 or 2026-11-27T10:00:00Z"
              .formatted(text));
    }
  }
}
