package org.seriesflow.ingest.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/** An archive that is asked by QIDO-RS, search for series of a study (PS3.18 section 10.6). */
public final class QidoArchive implements Archive {
  private static final String SERIES_INSTANCE_UID = "0020000E";
  private static final String NUMBER_OF_SERIES_RELATED_INSTANCES = "00201209";

  /** An answer about one series has a few hundred bytes. */
  private static final int LONGEST_ANSWER = 1 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final Optional<String> authorization;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * Describes an archive.
   *
   * @param base as in {@code https://archive/dicom-web}
   * @param authorization value of the Authorization header
   * @param timeout for the connection, and for the answer
   * @param tls our certificate and the authorities that we trust; empty: the JDK's
   */
  public QidoArchive(
      URI base, Optional<String> authorization, Duration timeout, Optional<SSLContext> tls) {
    this.base = base;
    this.authorization = authorization;
    this.timeout = timeout;
    var client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
    tls.ifPresent(client::sslContext);
    http = client.build();
  }

  @Override
  public String name() {
    return base.getHost();
  }

  @Override
  public OptionalInt instances(String studyInstanceUid, String seriesInstanceUid)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(search(studyInstanceUid, seriesInstanceUid))
            .timeout(timeout)
            .header("Accept", "application/dicom+json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    try {
      return count(
          http.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER)),
          seriesInstanceUid);
    } catch (IOException e) {
      throw new IOException("%s did not answer: %s".formatted(base, reason(e)), e);
    }
  }

  private URI search(String study, String series) {
    var path = base.toString().replaceAll("/+$", "");
    return URI.create(
        "%s/studies/%s/series?%s=%s&includefield=%s"
            .formatted(
                path, study, SERIES_INSTANCE_UID, series, NUMBER_OF_SERIES_RELATED_INSTANCES));
  }

  private static OptionalInt count(HttpResponse<byte[]> response, String series)
      throws IOException {
    // No match is 204, or 200 with an empty list; some archives answer 404 for an unknown study.
    if (response.statusCode() == 204 || response.statusCode() == 404) {
      return OptionalInt.empty();
    }
    if (response.statusCode() != 200) {
      throw new IOException("HTTP status " + response.statusCode());
    }
    for (var match : JSON.readTree(response.body())) {
      if (series.equals(first(match, SERIES_INSTANCE_UID).asText())) {
        var number = first(match, NUMBER_OF_SERIES_RELATED_INSTANCES).asInt(0);
        return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static JsonNode first(JsonNode match, String tag) {
    return match.path(tag).path("Value").path(0);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
