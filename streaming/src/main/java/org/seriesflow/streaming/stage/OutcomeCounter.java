package org.seriesflow.streaming.stage;

import java.time.Clock;
import java.time.Duration;
import org.apache.avro.generic.IndexedRecord;
import org.seriesflow.streaming.EventHeaders;

/**
 * Counts what came of events: by topic, and by the reason or status that the event itself gives.
 */
final class OutcomeCounter {
  private final StageMetrics metrics;
  private final Clock clock;

  OutcomeCounter(StageMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  void count(Outcome outcome, StageContext stageContext) {
    Duration latency = Duration.between(stageContext.startedAt(), clock.instant());
    switch (outcome) {
      case Outcome.Emit(var emissions) when emissions.isEmpty() ->
          metrics.finished(stageContext.stage(), "nothing", "", latency);
      case Outcome.Emit(var emissions) ->
          emissions.forEach(
              emission ->
                  metrics.finished(
                      stageContext.stage(),
                      emission.topic().name(),
                      reasonOf(emission.event()),
                      latency));
      case Outcome.Failure failure ->
          metrics.finished(stageContext.stage(), "dead-letters", failure.code(), latency);
      case Outcome.Nothing nothing ->
          metrics.finished(stageContext.stage(), "nothing", nothing.reason(), latency);
    }
  }

  private static String reasonOf(IndexedRecord event) {
    return EventHeaders.text(event, "reasonCode")
        .or(() -> EventHeaders.text(event, "causeCode"))
        .or(() -> EventHeaders.text(event, "status"))
        .orElse("");
  }
}
