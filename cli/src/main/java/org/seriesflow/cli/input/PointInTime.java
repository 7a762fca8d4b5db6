package org.seriesflow.cli.input;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.seriesflow.cli.payloads.TimeSpan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time: ISO 8601 with its offset (2026-11-27T10:00:00Z), or one before now as in 90s, 2h, 7d. */
public final class PointInTime implements ITypeConverter<Instant> {
  private final Clock clock;

  /** By the clock of the system. */
  public PointInTime() {
    this(Clock.systemUTC());
  }

  PointInTime(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      return before(value);
    }
  }

  private Instant before(String value) {
    try {
      return clock.instant().minus(new TimeSpan().convert(value));
    } catch (TypeConversionException e) {
      throw new TypeConversionException(
          "'" + value + "' is no time such as 2026-11-27T10:00:00Z or 2h (before now)");
    }
  }
}
