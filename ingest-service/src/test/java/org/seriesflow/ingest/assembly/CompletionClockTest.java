package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompletionClockTest {
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final FakePartitionEnds ends = new FakePartitionEnds();
  private final CompletionClock clock = new CompletionClock(0, ends);

  @Test
  void shouldEndSeriesWhenPartitionTimeMovedOnByItsIdleTime() {
    clock.read(0, 1_000);
    clock.seen("a", 1_000);
    clock.read(1, 1_001);
    clock.seen("b", 1_001);
    clock.read(2, 6_000);

    assertTrue(clock.idleInPartitionTime("a", IDLE));
    assertFalse(clock.idleInPartitionTime("b", IDLE));
  }

  @Test
  void shouldNotEndSeriesAtOnceWhoseInstanceComesWithAnOldTime() {
    clock.read(0, 60_000);
    clock.read(1, 1_000);
    clock.seen("a", 60_000);

    assertFalse(clock.idleInPartitionTime("a", IDLE));
    clock.read(2, 65_000);
    assertTrue(clock.idleInPartitionTime("a", IDLE));
  }

  @Test
  void shouldNotEndAnythingBeforeTheFirstRecordIsRead() {
    clock.foundOpen("a");

    assertFalse(clock.idleInPartitionTime("a", IDLE));
    assertFalse(clock.idleInWallClock("a", IDLE, Long.MAX_VALUE));
  }

  @Test
  void shouldNotCountWallClockWhileRecordsWaitInThePartition() {
    ends.end = 2;
    clock.read(0, 1_000);
    clock.seen("a", 1_000);

    assertFalse(clock.reachedFirstEnd(60_000));
    assertFalse(clock.idleInWallClock("a", IDLE, 60_000));
  }

  @Test
  void shouldCountWallClockFromWhenThePartitionWasReadToItsEnd() {
    ends.end = 1;
    clock.read(0, 1_000);
    clock.seen("a", 1_000);

    assertTrue(clock.reachedFirstEnd(60_000));
    assertFalse(clock.idleInWallClock("a", IDLE, 64_999));
    assertTrue(clock.idleInWallClock("a", IDLE, 65_000));
  }

  @Test
  void shouldCountWallClockFromTheLastRecordSeenHereWhateverTheSendersClockSays() {
    assertTrue(clock.reachedFirstEnd(0));
    clock.read(0, 1_000);
    clock.seen("a", 60_000);

    assertFalse(clock.idleInWallClock("a", IDLE, 64_999));
    assertTrue(clock.idleInWallClock("a", IDLE, 65_000));
  }

  @Test
  void shouldHoldSeriesThatWasOpenAtTheStartUntilTheEndThatStoodThereIsReached() {
    clock.foundOpen("a");
    ends.end = 2;
    assertFalse(clock.reachedFirstEnd(60_000));
    clock.read(0, 60_000);

    assertFalse(clock.idleInPartitionTime("a", IDLE));

    clock.read(1, 60_100);
    assertTrue(clock.reachedFirstEnd(60_200));
    assertFalse(clock.idleInPartitionTime("a", IDLE));
    clock.read(2, 65_200);
    assertTrue(clock.idleInPartitionTime("a", IDLE));
  }

  @Test
  void shouldTakeOffsetsWithoutRecordsAsReadWhenTheyAreCommitted() {
    ends.end = 3;
    clock.read(0, 1_000);
    assertFalse(clock.atEnd());

    ends.committed = 3;
    assertTrue(clock.atEnd());
  }

  @Test
  void shouldNotBeAtTheEndWhileTheBrokerGivesNoAnswer() {
    ends.away = true;
    clock.read(0, 1_000);

    assertFalse(clock.reachedFirstEnd(2_000));
    assertFalse(clock.atEnd());
  }
}
