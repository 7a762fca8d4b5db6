package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PauseBinsTest {

  private static List<Integer> counted(long... millis) {
    var counts = PauseBins.empty();
    for (var pause : millis) {
      counts = PauseBins.with(counts, null, pause);
    }
    return counts;
  }

  @Test
  void shouldGiveAPercentileThatIsAtMostAFifthTooLong() {
    for (var millis : new long[] {11, 250, 1_000, 30_000, 500_000}) {
      var percentile = PauseBins.percentileMillis(counted(millis), 50);
      assertTrue(percentile >= millis && percentile <= millis * 1.2, millis + ": " + percentile);
    }
  }

  @Test
  void shouldLeaveOutWhatIsAboveThePercentile() {
    var counts = PauseBins.empty();
    for (var i = 0; i < 99; i++) {
      counts = PauseBins.with(counts, null, 100);
    }
    counts = PauseBins.with(counts, null, 20_000);

    assertTrue(PauseBins.percentileMillis(counts, 99) < 120);
    assertTrue(PauseBins.percentileMillis(counts, 100) >= 20_000);
  }

  @Test
  void shouldCountASeriesOnceByItsLongestPause() {
    var counts = PauseBins.with(counted(100), 100L, 4_000);

    assertEquals(1, PauseBins.total(counts));
    assertTrue(PauseBins.percentileMillis(counts, 1) >= 4_000);
  }

  @Test
  void shouldLetWhatIsNewerWeighMore() {
    var counts = PauseBins.empty();
    for (var i = 0; i < 5_000; i++) {
      counts = PauseBins.with(counts, null, 20_000);
    }
    for (var i = 0; i < 3_000; i++) {
      counts = PauseBins.with(counts, null, 100);
    }

    assertTrue(PauseBins.total(counts) <= 1_000);
    assertTrue(PauseBins.percentileMillis(counts, 90) < 120);
  }
}
