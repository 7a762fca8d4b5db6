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
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The wiring: configuration, health and metrics of the service as it is shipped. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class IngestInQuarkusTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TestHTTPResource URI address;
  @Inject IngestRuntime runtime;
  @Inject IngestConfig config;

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)));
  }

  private HttpResponse<String> complete(String series, String body) {
    return send(
        HttpRequest.newBuilder(address.resolve("/series/" + series + "/complete"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
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

  @Test
  void shouldLogThatAnOperatorCompletesASeries() {
    awaitReady();

    var answer = complete("1.2.3.4", "{\"by\": \"jane\", \"reason\": \"the scanner is off\"}");

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals("{\"seriesInstanceUid\":\"1.2.3.4\"}", answer.body());
    // Read generically: in a Quarkus test Avro's cache of classes belongs to another class loader.
    var logged = new ArrayList<GenericRecord>();
    try (var registry = SchemaRegistryClient.at(config.registry().url().toString());
        var reader =
            EventReader.generic(
                config.kafka().bootstrapServers(),
                new EventCodec(registry),
                List.of(Topics.SERIES_EVIDENCE.name()),
                EventReader.From.BEGINNING)) {
      reader.readToEnd(
          read -> {
            if ("1.2.3.4".equals(read.key())) {
              logged.add(read.event());
            }
          });
    }
    assertEquals(1, logged.size());
    assertEquals("FORCED", String.valueOf(logged.getFirst().get("evidence")));
    assertEquals("jane", String.valueOf(logged.getFirst().get("forcedBy")));
    assertEquals("the scanner is off", String.valueOf(logged.getFirst().get("reason")));
  }

  @Test
  void shouldSayWhatADecisionLacks() {
    awaitReady();

    var answer = complete("1.2.3.4", "{\"by\": \"jane\"}");

    assertEquals(400, answer.statusCode());
    assertEquals("{\"error\":\"the reason is missing\"}", answer.body());
  }

  @Test
  void shouldRefuseToCompleteWhatIsNoSeries() {
    awaitReady();

    var answer = complete("none", "{\"by\": \"jane\", \"reason\": \"x\"}");

    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("is not a Series Instance UID"), answer.body());
  }
}
