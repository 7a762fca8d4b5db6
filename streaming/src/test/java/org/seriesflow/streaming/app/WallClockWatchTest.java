package org.seriesflow.streaming.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a process can no longer trust the waits of Kafka's clients. */
class WallClockWatchTest {
  private static final long START = 1_700_000_000_000L;

  private final WallClockWatch watch = new WallClockWatch();
  private Duration passed = Duration.ZERO;

  /** After a while, with the wall clock that much ahead of where it began. */
  private void look(Duration later, Duration ahead) {
    passed = passed.plus(later);
    watch.look(START + passed.plus(ahead).toMillis(), passed.toNanos());
  }

  @Test
  void shouldSayNothingWhileBothClocksGoTogether() {
    look(Duration.ZERO, Duration.ZERO);
    look(Duration.ofDays(30), Duration.ZERO);

    assertEquals(Optional.empty(), watch.reason());
  }

  @Test
  void shouldSayNothingOfAClockThatIsSetForward() {
    look(Duration.ZERO, Duration.ZERO);
    look(Duration.ofSeconds(1), Duration.ofHours(2));

    assertEquals(Optional.empty(), watch.reason());
  }

  @Test
  void shouldAskForANewProcessWhenTheClockIsSetRightAgain() {
    look(Duration.ZERO, Duration.ZERO);
    look(Duration.ofSeconds(1), Duration.ofHours(2));
    look(Duration.ofSeconds(7), Duration.ZERO);

    assertTrue(watch.reason().orElseThrow().contains("set back by 7200 s"), watch.reason().get());
  }

  @Test
  void shouldNotForgetAStepBack() {
    look(Duration.ZERO, Duration.ZERO);
    look(Duration.ofSeconds(1), Duration.ofMinutes(-10));
    look(Duration.ofDays(1), Duration.ZERO);

    assertTrue(watch.reason().isPresent());
  }

  @Test
  void shouldBearStepsThatDelayLessThanARestart() {
    look(Duration.ZERO, Duration.ZERO);
    look(Duration.ofSeconds(1), WallClockWatch.TOLERANCE.negated());

    assertEquals(Optional.empty(), watch.reason());
  }

  @Test
  void shouldAddUpSmallStepsBack() {
    look(Duration.ZERO, Duration.ZERO);
    look(Duration.ofSeconds(1), Duration.ofSeconds(-20));
    look(Duration.ofSeconds(1), Duration.ofSeconds(-40));

    assertTrue(watch.reason().isPresent());
  }
}
