package org.seriesflow.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class PointInTimeTest {
  private final PointInTime times =
      new PointInTime(Clock.fixed(Instant.parse("2026-11-27T10:00:00Z"), ZoneOffset.UTC));

  @Test
  void shouldReadATimeWithItsOffset() {
    assertEquals(Instant.parse("2026-11-27T09:00:00Z"), times.convert("2026-11-27T10:00:00+01:00"));
  }

  @Test
  void shouldReadATimeBeforeNow() {
    assertEquals(Instant.parse("2026-11-27T08:00:00Z"), times.convert("2h"));
  }

  @Test
  void shouldRefuseATimeWithoutAnOffset() {
    var refusal =
        assertThrows(TypeConversionException.class, () -> times.convert("2026-11-27T10:00:00"));

    assertEquals(
        "'2026-11-27T10:00:00' is no time such as 2026-11-27T10:00:00Z or 2h (before now)",
        refusal.getMessage());
  }
}
