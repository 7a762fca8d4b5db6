package org.seriesflow.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.seriesflow.cli.SampleEvents;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.StagePart;
import org.seriesflow.events.StageTiming;

/** Where the time of a series went, from the timings of its prediction. */
class SeriesLatencyTest {
  private static final Instant COMPLETE = Instant.parse("2026-01-01T00:00:10Z");

  private static SeriesLatency latency() {
    var prediction = SampleEvents.predicted("1.2.3", 1, PredictionStatus.PREDICTED);
    prediction.setTimings(
        List.of(
            new StageTiming("assembly", COMPLETE.minusSeconds(5), 5000.0, null, List.of()),
            new StageTiming(
                "normalisation",
                COMPLETE.plusMillis(10),
                100.0,
                null,
                List.of(new StagePart("decode", 60.0), new StagePart("store", 30.0))),
            new StageTiming(
                "roi",
                COMPLETE.plusMillis(130),
                300.0,
                250.0,
                List.of(new StagePart("fetch", 20.0), new StagePart("compute", 270.0)))));
    return SeriesLatency.of(prediction, COMPLETE.plusMillis(450));
  }

  @Test
  void shouldCountFromCompletenessUntilThePredictionCanBeRead() {
    assertEquals(450, latency().total());
    assertEquals(200, latency().withoutNetworks());
  }

  @Test
  void shouldTellWhereTheTimeGoesWithoutTheNetworks() {
    assertEquals(
        Map.of(
            SeriesLatency.QUEUE,
            50.0,
            "decode",
            60.0,
            "store",
            30.0,
            "fetch",
            20.0,
            "compute",
            20.0,
            "other",
            20.0),
        latency().where());
  }

  @Test
  void shouldTellEachStageWithTheWaitBeforeIt() {
    assertEquals(
        Map.of("normalisation", 110.0, "roi", 70.0, "commit and reading", 20.0),
        latency().stages());
  }

  @Test
  void shouldTakePercentilesByNearestRank() {
    var all =
        IntStream.rangeClosed(1, 20)
            .mapToObj(n -> new SeriesLatency(n, 0, Map.of(), Map.of()))
            .toList();
    assertEquals(
        new LatencyReport.Millis(10, 19),
        LatencyReport.Millis.of(all, SeriesLatency::withoutNetworks));
  }
}
