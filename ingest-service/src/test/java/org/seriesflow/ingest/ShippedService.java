package org.seriesflow.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * The service inside Quarkus as its users see it: by HTTP, and by its events.
 *
 * @param address of its HTTP port
 */
public record ShippedService(URI address, String bootstrapServers, String registryUrl) {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  public HttpResponse<String> get(String path) {
    return send(request(path));
  }

  /** A request for that path, to be completed. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public void awaitReady() {
    Waiting.until("readiness", () -> get("/q/health/ready").statusCode() == 200);
  }

  /**
   * All events of a topic until now, read generically: in a Quarkus test Avro's cache of classes
   * belongs to another class loader.
   */
  public List<ReadEvent<GenericRecord>> events(Topic<?> topic) {
    var events = new ArrayList<ReadEvent<GenericRecord>>();
    try (var registry = SchemaRegistryClient.at(registryUrl);
        var reader =
            EventReader.generic(
                Map.of("bootstrap.servers", bootstrapServers),
                new EventCodec(registry),
                List.of(topic.name()),
                EventReader.From.BEGINNING)) {
      reader.readToEnd(events::add);
    }
    return events;
  }

  /** The series of an event's header. */
  public static String series(GenericRecord event) {
    return String.valueOf(((GenericRecord) event.get("header")).get("seriesInstanceUid"));
  }
}
