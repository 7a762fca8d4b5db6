package org.seriesflow.ingest.reception;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * What is counted of the receiver: {@code seriesflow_reception_instances_total{outcome,reason}},
 * {@code seriesflow_reception_bytes_total}, {@code seriesflow_reception_durable_seconds} (from the
 * last byte until store and log have the instance; a histogram).
 */
public final class ReceptionMetrics {
  private static final String INSTANCES = "seriesflow.reception.instances";

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter bytes;
  private final Timer durable;

  public ReceptionMetrics(MeterRegistry registry) {
    this.registry = registry;
    received = counter("received", "");
    bytes = Counter.builder("seriesflow.reception.bytes").baseUnit("bytes").register(registry);
    durable =
        Timer.builder("seriesflow.reception.durable")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10))
            .register(registry);
  }

  void received(long size, Duration latency) {
    received.increment();
    bytes.increment((double) size);
    durable.record(latency);
  }

  void refused(String reason) {
    counter("refused", reason).increment();
  }

  /** Instances refused since the start, for whatever reason. */
  double refused() {
    return registry.find(INSTANCES).tag("outcome", "refused").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  void recovered() {
    counter("recovered", "").increment();
  }

  private Counter counter(String outcome, String reason) {
    return Counter.builder(INSTANCES).tags("outcome", outcome, "reason", reason).register(registry);
  }
}
