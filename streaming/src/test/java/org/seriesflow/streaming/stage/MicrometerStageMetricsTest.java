package org.seriesflow.streaming.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MicrometerStageMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StageMetrics metrics = new MicrometerStageMetrics(registry);

  @Test
  void shouldCountOutcomesByStageOutcomeAndReason() {
    metrics.finished("roi", "rois", "", Duration.ofMillis(5));
    metrics.finished("roi", "series-skipped", "NOT_ELIGIBLE", Duration.ofMillis(5));
    metrics.finished("roi", "series-skipped", "NOT_ELIGIBLE", Duration.ofMillis(5));
    assertEquals(
        2.0,
        registry
            .get("seriesflow.stage.outcomes")
            .tags("stage", "roi", "outcome", "series-skipped", "reason", "NOT_ELIGIBLE")
            .counter()
            .count());
    assertEquals(3, registry.get("seriesflow.stage.latency").tag("stage", "roi").timer().count());
  }

  @Test
  void shouldShowTheAgeOfTheRecordThatWasTakenLast() {
    metrics.queued("roi", Duration.ofSeconds(9));
    metrics.queued("roi", Duration.ofMillis(1500));
    assertEquals(
        1.5, registry.get("seriesflow.stage.queue.age").tag("stage", "roi").gauge().value());
  }

  @Test
  void shouldShowTheAgeOfRecordsOfEachLane() {
    new MicrometerStageMetrics(registry, ServedLanes.ROUTINE).queued("roi", Duration.ofSeconds(9));
    new MicrometerStageMetrics(registry, ServedLanes.STAT).queued("roi", Duration.ofSeconds(1));

    assertEquals(9, queueAge("ROUTINE"));
    assertEquals(1, queueAge("STAT"));
  }

  private double queueAge(String lane) {
    return registry.get("seriesflow.stage.queue.age").tag("lane", lane).gauge().value();
  }
}
