package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topics;

/** The wiring: configuration, health and metrics of the service as it is shipped. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class IngestInQuarkusTest {
  @TestHTTPResource URI address;
  @Inject IngestRuntime runtime;
  @Inject IngestConfig config;

  private ShippedService service;

  @BeforeEach
  void awaitReady() {
    service =
        new ShippedService(
            address, config.kafka().bootstrapServers(), config.registry().url().toString());
    service.awaitReady();
  }

  private HttpResponse<String> complete(String series, String body) {
    return service.send(
        service
            .request("/series/" + series + "/complete")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void shouldSayWhatItIsReadyWith() {
    var answer = service.get("/q/health/ready").body();
    assertTrue(answer.contains("\"receiver\": \"port " + runtime.port().orElseThrow()), answer);
    assertTrue(answer.contains("\"broker\": \"1 nodes\""), answer);
    assertTrue(answer.contains("\"ingest-service-assembly\": \"RUNNING\""), answer);
    assertTrue(
        answer.contains(" instances, 0 associations, 0 presentation contexts, 0 connections, "),
        answer);
    assertEquals(200, service.get("/q/health/live").statusCode());
  }

  @Test
  void shouldShowItsMetersToPrometheus() {
    var meters = service.get("/q/metrics").body();
    assertTrue(
        meters.contains("seriesflow_reception_instances_total{outcome=\"received\",reason=\"\"} "));
    assertTrue(
        meters.contains(
            "seriesflow_reception_associations_rejected_total{reason=\"LOCAL_LIMIT\"} 0.0"));
  }

  @Test
  void shouldLogThatAnOperatorCompletesASeries() {
    var answer = complete("1.2.3.4", "{\"by\": \"jane\", \"reason\": \"the scanner is off\"}");

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals("{\"seriesInstanceUid\":\"1.2.3.4\"}", answer.body());
    var logged =
        service.events(Topics.SERIES_EVIDENCE).stream()
            .filter(read -> "1.2.3.4".equals(read.key()))
            .map(ReadEvent::event)
            .toList();
    assertEquals(1, logged.size());
    assertEquals("FORCED", String.valueOf(logged.getFirst().get("evidence")));
    assertEquals("jane", String.valueOf(logged.getFirst().get("forcedBy")));
    assertEquals("the scanner is off", String.valueOf(logged.getFirst().get("reason")));
  }

  @Test
  void shouldSayWhatADecisionLacks() {
    var answer = complete("1.2.3.4", "{\"by\": \"jane\"}");

    assertEquals(400, answer.statusCode());
    assertEquals("{\"error\":\"the reason is missing\"}", answer.body());
  }

  @Test
  void shouldRefuseToCompleteWhatIsNoSeries() {
    var answer = complete("none", "{\"by\": \"jane\", \"reason\": \"x\"}");

    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("is not a Series Instance UID"), answer.body());
  }
}
