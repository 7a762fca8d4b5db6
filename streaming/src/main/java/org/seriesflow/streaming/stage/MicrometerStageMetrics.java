package org.seriesflow.streaming.stage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stage metrics as Prometheus shows them: {@code
 * seriesflow_stage_outcomes_total{stage,lane,outcome,reason}}, {@code
 * seriesflow_stage_latency_seconds} (histogram), {@code seriesflow_stage_queue_age_seconds} (of the
 * record taken last), {@code seriesflow_stage_retries_total}; all with the lanes that the
 * application works on.
 */
public final class MicrometerStageMetrics implements StageMetrics {
  private final MeterRegistry registry;
  private final String lanes;
  private final Map<String, AtomicLong> queueAgeMillis = new ConcurrentHashMap<>();

  /** Metrics of applications that work on all lanes. */
  public MicrometerStageMetrics(MeterRegistry registry) {
    this(registry, ServedLanes.ALL);
  }

  /** Metrics of an application that works on these lanes. */
  public MicrometerStageMetrics(MeterRegistry registry, ServedLanes lanes) {
    this.registry = registry;
    this.lanes = lanes.name();
  }

  @Override
  public void finished(String stage, String outcome, String reason, Duration latency) {
    Counter.builder("seriesflow.stage.outcomes")
        .description("Events by what came of them")
        .tags("stage", stage, "lane", lanes, "outcome", outcome, "reason", reason)
        .register(registry)
        .increment();
    Timer.builder("seriesflow.stage.latency")
        .description("Time of an event in the stage")
        .tags("stage", stage, "lane", lanes)
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2))
        .register(registry)
        .record(latency);
  }

  @Override
  public void queued(String stage, Duration age) {
    queueAgeMillis
        .computeIfAbsent(
            stage,
            name -> {
              var millis = new AtomicLong();
              Gauge.builder("seriesflow.stage.queue.age", millis, value -> value.get() / 1000.0)
                  .description("Age of the record that the stage took last")
                  .baseUnit("seconds")
                  .tags("stage", name, "lane", lanes)
                  .register(registry);
              return millis;
            })
        .set(age.toMillis());
  }

  @Override
  public void retried(String stage) {
    Counter.builder("seriesflow.stage.retries")
        .description("Repetitions after passing faults")
        .tags("stage", stage, "lane", lanes)
        .register(registry)
        .increment();
  }
}
