package org.seriesflow.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.PayloadStore;

/** The two health answers. */
final class IngestHealth {
  private static final int BROKER_TIMEOUT_SECONDS = 3;

  private IngestHealth() {}

  /** Down where only a new process helps. */
  @Liveness
  @ApplicationScoped
  static class Live implements HealthCheck {
    private final IngestRuntime runtime;

    Live(IngestRuntime runtime) {
      this.runtime = runtime;
    }

    @Override
    public HealthCheckResponse call() {
      var response = HealthCheckResponse.named("applications").up();
      for (var application : runtime.applications()) {
        var health = application.health();
        response.withData(health.applicationId(), health.state());
        if (!health.live()) {
          response.down();
        }
      }
      return response.build();
    }
  }

  /** Down while a series that is sent now would have to wait. */
  @Readiness
  @ApplicationScoped
  static class Ready implements HealthCheck {
    private final IngestRuntime runtime;

    Ready(IngestRuntime runtime) {
      this.runtime = runtime;
    }

    @Override
    public HealthCheckResponse call() {
      var response = HealthCheckResponse.named("ingest").up();
      for (var application : runtime.applications()) {
        var health = application.health();
        response.withData(health.applicationId(), health.state());
        if (!health.ready()) {
          response.down();
        }
      }
      var reasons = runtime.reasons();
      if (!reasons.isEmpty()) {
        response.withData("reasons", String.join("; ", reasons)).down();
      }
      probe(response, "store", () -> room(runtime.payloads()));
      runtime.patientKeys().ifPresent(keys -> probe(response, "patient-keys", () -> room(keys)));
      probe(
          response,
          "registry",
          () -> runtime.registry().latest(Topics.INSTANCES.subject()).isPresent() ? "up" : "empty");
      probe(
          response,
          "broker",
          () ->
              runtime
                      .adminForHealth()
                      .describeCluster()
                      .nodes()
                      .get(BROKER_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                      .size()
                  + " nodes");
      runtime.ports().ifPresent(ports -> response.withData("receiver", ports));
      response.withData("refused", runtime.refusals());
      return response.build();
    }

    private static String room(PayloadStore store) {
      return "%s, %d bytes left".formatted(store.describe(), store.usableBytes());
    }

    private static void probe(
        HealthCheckResponseBuilder response, String name, Callable<String> question) {
      try {
        response.withData(name, question.call());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        response.withData(name, "interrupted").down();
      } catch (Exception e) {
        response.withData(name, "away: " + e.getMessage()).down();
      }
    }
  }
}
