package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.SeriesAssembled;

/** Idle times that are learnt of the pauses of former series. */
class LearntIdleTest {
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Of three series; twice the pause, between 2 s and 40 s. */
  private static final LearntIdle HOW =
      new LearntIdle(100, 2, Duration.ofSeconds(2), Duration.ofSeconds(40), 3);

  private static final String LAST = "1.2.9";

  @TempDir Path directory;
  private AssemblyBench bench;
  private long time;

  @BeforeEach
  void start() {
    start(IdleTimes.of(USUAL).learning(HOW));
  }

  private void start(IdleTimes times) {
    stop();
    time = 0;
    bench = new AssemblyBench(directory, AssemblySettings.withIdle(times));
  }

  @AfterEach
  void stop() {
    if (bench != null) {
      bench.close();
    }
  }

  /** A series of two instances with that pause, long after what came before. */
  private void seriesWithPause(String series, long pauseMillis, String scanner) {
    time += 100_000;
    bench.receive(Instances.ofScanner(series, 1, time, scanner));
    time += pauseMillis;
    bench.receive(Instances.ofScanner(series, 2, time, scanner));
  }

  private void threeSeriesWithPause(long pauseMillis, String scanner) {
    for (var n = 1; n <= 3; n++) {
      seriesWithPause("1.2." + n, pauseMillis, scanner);
    }
    bench.passTime(Duration.ofMinutes(1));
    bench.assembled();
  }

  private SeriesAssembled end(String series) {
    bench.passTime(Duration.ofMinutes(1));
    var event = bench.onlyAssembled();
    assertEquals(series, event.getHeader().getSeriesInstanceUid());
    return event;
  }

  @Test
  void shouldWaitAsLongAsFormerSeriesOfTheScannerPausedTimesTheFactor() {
    threeSeriesWithPause(3_000, "MR-2");
    seriesWithPause(LAST, 50, "MR-2");

    var event = end(LAST);

    assertTrue(event.getIdleMillis() >= 6_000 && event.getIdleMillis() <= 7_200, event::toString);
    assertEquals(4, event.getIdleLearntFrom());
    assertTrue(
        event.getEvidenceDetail().contains("learnt from 4 series of ROUTER, scanner MR-2"),
        event.getEvidenceDetail());
  }

  @Test
  void shouldWaitTheUsualTimeUntilEnoughWasLearnt() {
    seriesWithPause("1.2.1", 3_000, "MR-2");
    bench.passTime(Duration.ofMinutes(1));

    var event = bench.onlyAssembled();

    assertEquals(USUAL.toMillis(), event.getIdleMillis());
    assertNull(event.getIdleLearntFrom());
    assertTrue(event.getEvidenceDetail().contains("idle time of ROUTER"));
  }

  @Test
  void shouldNotApplyWhatWasLearntOfOneScannerToAnotherBehindTheSameSender() {
    threeSeriesWithPause(3_000, "MR-2");
    seriesWithPause(LAST, 50, "CT-1");

    assertNull(end(LAST).getIdleLearntFrom());
  }

  @Test
  void shouldStayWithinItsBounds() {
    threeSeriesWithPause(20, "MR-2");
    seriesWithPause(LAST, 50, "MR-2");
    assertEquals(2_000, end(LAST).getIdleMillis());

    start();
    threeSeriesWithPause(38_000, "MR-2");
    seriesWithPause(LAST, 50, "MR-2");
    assertEquals(40_000, end(LAST).getIdleMillis());
  }

  @Test
  void shouldLearnOfAPauseThatEndedARevisionTooEarly() {
    threeSeriesWithPause(100, "MR-2");
    seriesWithPause(LAST, 15_000, "MR-2");
    bench.passTime(Duration.ofMinutes(1));
    bench.assembled();
    seriesWithPause("1.2.10", 50, "MR-2");

    assertTrue(end("1.2.10").getIdleMillis() >= 30_000);
  }

  @Test
  void shouldNotTakeForAPauseWhatNoIdleTimeWithinTheBoundsWouldHaveWaitedFor() {
    threeSeriesWithPause(100, "MR-2");
    seriesWithPause("1.2.4", 41_000, "MR-2");
    bench.passTime(Duration.ofMinutes(1));
    bench.assembled();
    seriesWithPause(LAST, 50, "MR-2");

    assertEquals(2_000, end(LAST).getIdleMillis());
  }

  @Test
  void shouldLetAnIdleTimeThatWasConfiguredForTheSenderStand() {
    start(IdleTimes.of(USUAL).withIdleByAeTitle(Map.of("ROUTER", USUAL)).learning(HOW));
    threeSeriesWithPause(3_000, "MR-2");
    seriesWithPause(LAST, 50, "MR-2");

    assertNull(end(LAST).getIdleLearntFrom());
  }

  @Test
  void shouldKnowAfterARestartWhatItLearnt() {
    threeSeriesWithPause(3_000, "MR-2");
    bench.stop();
    bench.restart();
    seriesWithPause(LAST, 50, "MR-2");

    assertEquals(4, end(LAST).getIdleLearntFrom());
  }

  @Test
  void shouldLearnTheSameOfTheSameLogWhateverTheWallClockSays() {
    for (var n = 1; n <= 3; n++) {
      seriesWithPause("1.2." + n, 3_000, "MR-2");
    }
    var live = bench.kept().rows(AssemblyStores.PAUSES);

    start();
    bench.passTime(Duration.ofDays(2));
    for (var n = 1; n <= 3; n++) {
      seriesWithPause("1.2." + n, 3_000, "MR-2");
    }
    var replayed = bench.kept().rows(AssemblyStores.PAUSES);

    assertEquals(live.keySet(), replayed.keySet());
    live.forEach(
        (sender, row) ->
            assertEquals(
                HexFormat.of().formatHex(row), HexFormat.of().formatHex(replayed.get(sender))));
  }

  @Test
  void shouldForgetASenderOfWhichNothingCameForLong() {
    threeSeriesWithPause(3_000, "MR-2");
    assertEquals(1, bench.kept().rows(AssemblyStores.PAUSES).size());
    bench.passTime(Duration.ofDays(91));

    assertEquals(0, bench.rows());
  }

  @Test
  void shouldRefuseBoundsThatCannotBe() {
    var second = Duration.ofSeconds(1);
    assertThrows(
        IllegalArgumentException.class, () -> new LearntIdle(99, 2, second, Duration.ZERO, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LearntIdle(99, 2, Duration.ofSeconds(2), second, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LearntIdle(99, 2, second, Duration.ofMinutes(10), 3));
    assertThrows(IllegalArgumentException.class, () -> new LearntIdle(0, 2, second, second, 3));
    assertThrows(IllegalArgumentException.class, () -> new LearntIdle(99, 0.5, second, second, 3));
  }
}
