package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.ingest.LocalStackResource;
import org.seriesflow.ingest.SmallSeries;
import org.seriesflow.ingest.Waiting;

/** STOW-RS requests whose headers lie, byte by byte, against the service as it is shipped. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class HostileHttpTest {
  private static final int PATIENCE_MILLIS = 60_000;

  @TestHTTPResource URI address;
  @TempDir Path folder;

  @BeforeEach
  void awaitReady() {
    Waiting.until("readiness", this::isReady);
  }

  private boolean isReady() {
    try {
      var connection =
          (HttpURLConnection) address.resolve("/q/health/ready").toURL().openConnection();
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private byte[] body(long seed) throws IOException {
    return StowBody.of(SmallSeries.write(folder, seed));
  }

  private String exchange(String length, byte[] body) throws IOException {
    return exchange(length, body, false);
  }

  /**
   * Sends a request.
   *
   * @param length lines of the header, each with its end
   * @param andEnd say that no more comes, which ends the connection for this server
   * @return the first line of the answer; empty where the connection ends without one
   */
  private String exchange(String length, byte[] body, boolean andEnd) throws IOException {
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      var head =
          "POST /studies HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
              + StowBody.CONTENT_TYPE
              + "\r\n"
              + length
              + "\r\n";
      try {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        if (andEnd) {
          socket.shutdownOutput();
        }
      } catch (SocketException refusedMeanwhile) {
        // What it had to say before can still be read.
      }
      try {
        var answers = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
        return Objects.requireNonNullElse(new BufferedReader(answers).readLine(), "");
      } catch (SocketException reset) {
        // Ended without reading the rest of what was sent.
        return "";
      }
    }
  }

  private static String status(String answer) {
    return answer.isEmpty() ? "" : answer.split(" ", 3)[1];
  }

  @Test
  void shouldTakeARequestThatSaysItsLength() throws IOException {
    var body = body(71);
    assertEquals("200", status(exchange("Content-Length: " + body.length + "\r\n", body)));
  }

  @Test
  void shouldGiveUpOnABodyThatEndsBeforeItsLengthAndServeOn() throws IOException {
    var body = body(72);
    var answer = exchange("Content-Length: " + (body.length + 100_000) + "\r\n", body, true);
    assertTrue(!status(answer).equals("200"), answer);
    shouldTakeARequestThatSaysItsLength();
  }

  @Test
  void shouldNotReadMoreOfABodyThanItsLength() throws IOException {
    var body = body(73);
    var answer = exchange("Content-Length: " + (body.length / 2) + "\r\n", body);
    assertTrue(!status(answer).equals("200"), answer);
    shouldTakeARequestThatSaysItsLength();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9223372036854775807",
        "Content-Length: 99999999999999999999",
        "Content-Length: -1",
        "Content-Length: ten",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, nonsense"
      })
  void shouldRefuseALengthThatCannotBeAndServeOn(String length) throws IOException {
    var answer =
        exchange(length + "\r\n", "FFFFFFFFFFFFFFFF\r\nx".getBytes(StandardCharsets.US_ASCII));
    assertTrue(status(answer).startsWith("4") || answer.isEmpty(), answer);
    shouldTakeARequestThatSaysItsLength();
  }
}
