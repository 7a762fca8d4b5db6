package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The wiring: configuration, health and metrics of the service as it is shipped. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class IngestInQuarkusTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TestHTTPResource URI address;
  @Inject IngestRuntime runtime;

  private HttpResponse<String> get(String path) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitReady() {
    ServiceBench.await("readiness", () -> get("/q/health/ready").statusCode() == 200);
  }

  @Test
  void shouldSayWhatItIsReadyWith() {
    awaitReady();

    var answer = get("/q/health/ready").body();
    assertTrue(answer.contains("\"receiver\": \"port " + runtime.port().orElseThrow()), answer);
    assertTrue(answer.contains("\"broker\": \"1 nodes\""), answer);
    assertTrue(answer.contains("\"ingest-service-assembly\": \"RUNNING\""), answer);
    assertTrue(
        answer.contains(" instances, 0 associations, 0 presentation contexts, 0 connections, "),
        answer);
    assertEquals(200, get("/q/health/live").statusCode());
  }

  @Test
  void shouldShowItsMetersToPrometheus() {
    awaitReady();

    var meters = get("/q/metrics").body();
    assertTrue(
        meters.contains("seriesflow_reception_instances_total{outcome=\"received\",reason=\"\"} "));
    assertTrue(
        meters.contains(
            "seriesflow_reception_associations_rejected_total{reason=\"LOCAL_LIMIT\"} 0.0"));
  }
}
