package org.seriesflow.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.cli.report.SeriesStatus;
import org.seriesflow.events.PredictionStatus;

class SeriesTrackerTest {
  private static final Duration SETTLES_AFTER = Duration.ofSeconds(10);

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final SeriesTracker tracker = new SeriesTracker(() -> now, SETTLES_AFTER);

  private void send(String seriesUid, int instances) {
    for (int i = 0; i < instances; i++) {
      tracker.expect(seriesUid, seriesUid + "." + i);
    }
  }

  @Test
  void shouldCountARepeatedInstanceOnce() {
    send("1", 2);
    send("1", 2);
    tracker.accept(SampleEvents.assembled("1", 1, 2));
    tracker.accept(SampleEvents.predicted("1", 1, PredictionStatus.PREDICTED));
    assertEquals(List.of(), tracker.open());
  }

  @Test
  void shouldKeepASeriesOpenUntilItsTerminalEvent() {
    send("1", 2);
    send("2", 1);
    tracker.accept(SampleEvents.assembled("1", 1, 2));
    tracker.accept(SampleEvents.predicted("1", 1, PredictionStatus.PREDICTED));
    assertEquals(List.of("2"), tracker.open());
  }

  @Test
  void shouldTakeASkipAsAnEnd() {
    send("1", 2);
    tracker.accept(SampleEvents.assembled("1", 1, 2));
    tracker.accept(SampleEvents.skipped("1", 1));
    assertEquals(List.of(), tracker.open());
    assertEquals(SeriesStatus.SKIPPED, tracker.results().getFirst().status());
  }

  @Test
  void shouldWaitForTheRevisionThatALateInstanceMakes() {
    send("1", 3);
    tracker.accept(SampleEvents.assembled("1", 1, 2));
    tracker.accept(SampleEvents.skipped("1", 1));
    assertEquals(List.of("1"), tracker.open());
    tracker.accept(SampleEvents.assembled("1", 2, 3));
    tracker.accept(SampleEvents.predicted("1", 2, PredictionStatus.PREDICTED));
    assertEquals(List.of(), tracker.open());
    assertEquals(2, tracker.results().getFirst().revision());
  }

  @Test
  void shouldEndASeriesWithFewerInstancesOnceNothingMoreIsHeardOfIt() {
    send("1", 3);
    tracker.accept(SampleEvents.assembled("1", 1, 2));
    tracker.accept(SampleEvents.skipped("1", 1));
    now = now.plus(SETTLES_AFTER);
    assertEquals(List.of(), tracker.open());
  }

  @Test
  void shouldReportTheSkipRatherThanTheWithdrawalThatItCauses() {
    send("1", 1);
    tracker.accept(SampleEvents.assembled("1", 2, 1));
    tracker.accept(SampleEvents.skipped("1", 2));
    tracker.accept(SampleEvents.predicted("1", 2, PredictionStatus.WITHDRAWN));
    assertEquals(SeriesStatus.SKIPPED, tracker.results().getFirst().status());
  }

  @Test
  void shouldReportTheHighestRevisionRatherThanTheLatestArrival() {
    send("1", 1);
    tracker.accept(SampleEvents.predicted("1", 2, PredictionStatus.PREDICTED));
    tracker.accept(SampleEvents.predicted("1", 1, PredictionStatus.SUPERSEDED));
    assertEquals(SeriesStatus.PREDICTED, tracker.results().getFirst().status());
  }

  @Test
  void shouldReportASeriesWithoutAnEndAsFailed() {
    send("1", 1);
    var result = tracker.results().getFirst();
    assertEquals(SeriesStatus.FAILED, result.status());
    assertEquals(SeriesTracker.NO_END, result.reasonCode());
  }

  @Test
  void shouldFollowASeriesThatSomebodyElseSent() {
    var line = tracker.accept(SampleEvents.assembled("9.9", 1, 4));
    assertEquals("9.9: assembled, 4 instances", line.orElseThrow());
    assertTrue(tracker.open().contains("9.9"));
  }
}
