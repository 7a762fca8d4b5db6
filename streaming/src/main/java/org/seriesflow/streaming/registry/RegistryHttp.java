package org.seriesflow.streaming.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.seriesflow.streaming.TransientFaultException;

/** Requests to the registry: authentication, repetitions, and answers as JSON. */
final class RegistryHttp implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final RegistrySettings settings;
  private final HttpClient http;

  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout());
    settings.tls().map(TlsContext::of).ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  URI url() {
    return settings.url();
  }

  JsonNode get(String path) {
    return send("GET", path, null);
  }

  JsonNode post(String path, JsonNode body) {
    return send("POST", path, body);
  }

  JsonNode put(String path, JsonNode body) {
    return send("PUT", path, body);
  }

  private JsonNode send(String method, String path, JsonNode body) {
    var backoff = settings.backoff();
    Duration waited = Duration.ZERO;
    for (int attempt = 1; ; attempt++) {
      try {
        return once(method, path, body);
      } catch (TransientFaultException e) {
        Duration wait = backoff.before(attempt);
        waited = waited.plus(wait);
        if (waited.compareTo(backoff.bound()) > 0) {
          throw e;
        }
        sleep(wait, e);
      }
    }
  }

  private JsonNode once(String method, String path, JsonNode body) {
    String name = method + " " + settings.url() + path;
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
    var request =
        HttpRequest.newBuilder(URI.create(settings.url() + path))
            .timeout(settings.timeout())
            .header("Accept", MEDIA_TYPE + ", application/json")
            .header("Content-Type", MEDIA_TYPE)
            .method(method, publisher);
    switch (settings.authentication()) {
      case RegistrySettings.Authentication.None() -> {}
      case RegistrySettings.Authentication.Basic(String user, String password) ->
          request.header(
              "Authorization",
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
      case RegistrySettings.Authentication.Bearer(String token) ->
          request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new TransientFaultException(
          "The schema registry does not answer (%s): %s".formatted(name, reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted in " + name, e);
    }
    return answer(name, response);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static JsonNode answer(String name, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status >= 500 || status == 429 || status == 408) {
      throw new TransientFaultException(
          "The schema registry is in trouble (%s): HTTP %d %s"
              .formatted(name, status, abbreviated(response.body())));
    }
    JsonNode json = json(response.body());
    if (status >= 400) {
      throw new RegistryRefusedException(
          name,
          status,
          json == null ? 0 : json.path("error_code").asInt(0),
          json == null ? abbreviated(response.body()) : json.path("message").asText());
    }
    if (json == null) {
      throw new RegistryRefusedException(
          name, status, 0, "the answer is no JSON: " + abbreviated(response.body()));
    }
    return json;
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String abbreviated(String body) {
    return body.length() <= 200 ? body : body.substring(0, 200) + "…";
  }

  private static void sleep(Duration wait, TransientFaultException fault) {
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
