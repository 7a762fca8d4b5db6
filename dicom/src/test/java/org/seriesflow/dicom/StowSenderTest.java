package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our STOW-RS sender against an HTTP server that answers what the test wants. */
class StowSenderTest {
  /**
   * What came.
   *
   * @param body its bytes as ISO 8859-1
   */
  private record Request(String path, String contentType, String authorization, String body) {}

  /** An answer: an HTTP status and a body. */
  private record Answer(int status, String body) {}

  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(
        new Request(
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            exchange.getRequestHeaders().getFirst("Authorization"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
    if (answers.isEmpty()) {
      exchange.close();
      return;
    }
    var answer = answers.removeFirst();
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<Path> files(int count) throws IOException {
    return new TinySeries(folder.resolve("sent"))
        .slices(count).write().stream().map(SourceInstance::file).toList();
  }

  private SendReport send(List<Path> files, UnaryOperator<StowTarget> changed)
      throws IOException, InterruptedException {
    var base = URI.create("http://127.0.0.1:%d/rs".formatted(server.getAddress().getPort()));
    return StowSender.send(files, changed.apply(StowTarget.of(base)), SendProgress.SILENT);
  }

  private SendReport send(List<Path> files) throws IOException, InterruptedException {
    return send(files, UnaryOperator.identity());
  }

  /** Items of a sequence: UIDs 2.25.10x by the numbers x, with a reason unless that is 0. */
  private static String items(String tag, int reason, int... numbers) {
    var items = new ArrayList<String>();
    for (var number : numbers) {
      items.add(
          "{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"2.25.10%d\"]}%s}"
              .formatted(
                  number,
                  reason == 0
                      ? ""
                      : ",\"00081197\":{\"vr\":\"US\",\"Value\":[%d]}".formatted(reason)));
    }
    return "\"%s\":{\"vr\":\"SQ\",\"Value\":[%s]}".formatted(tag, String.join(",", items));
  }

  private static String stored(int... numbers) {
    return items("00081199", 0, numbers);
  }

  @Test
  void shouldSendEachFileAsItIsInAPartOfItsOwn() throws Exception {
    answers.add(new Answer(200, "{" + stored(0, 1) + "}"));
    var files = files(2);

    var report = send(files, target -> target.withAuthorization("Bearer secret"));

    assertEquals(new SendReport(List.of(), 2), report);
    var request = requests.getFirst();
    assertEquals("/rs/studies", request.path());
    assertEquals("Bearer secret", request.authorization());
    var boundary = request.contentType().replaceAll(".*boundary=", "");
    assertTrue(request.contentType().startsWith("multipart/related; type=\"application/dicom\";"));
    var parts = request.body().split("\r\n--" + boundary, -1);
    assertEquals(List.of("", "--\r\n"), List.of(parts[0], parts[3]));
    var head = "\r\nContent-Type: application/dicom\r\n\r\n";
    for (var part = 0; part < 2; part++) {
      assertTrue(parts[part + 1].startsWith(head));
      assertArrayEquals(
          Files.readAllBytes(files.get(part)),
          parts[part + 1].substring(head.length()).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void shouldReportWhatTheAnswerNamesAsFailed() throws Exception {
    answers.add(new Answer(202, "{" + items("00081198", 0xA700, 1) + "," + stored(0, 2) + "}"));
    var files = files(3);

    var report = send(files);

    assertEquals(2, report.sent());
    assertEquals(
        List.of(new Refused(files.get(1), "A700H", "the peer is out of resources")),
        report.refused());
  }

  @Test
  void shouldNotTakeForStoredWhatTheAnswerDoesNotName() throws Exception {
    answers.add(new Answer(202, "{" + stored(0) + "}"));

    var refused = send(files(2)).refused();

    assertEquals("NOT_NAMED", refused.getFirst().status());
  }

  @Test
  void shouldBeContentWith200WhateverItsBody() throws Exception {
    answers.add(new Answer(200, "<NativeDicomModel/>"));

    assertEquals(2, send(files(2)).sent());
  }

  @Test
  void shouldReportTheStatusOfARequestThatIsRefusedWhole() throws Exception {
    answers.add(new Answer(503, ""));

    var report = send(files(2));

    assertEquals(0, report.sent());
    assertEquals(
        List.of("HTTP 503", "HTTP 503"), report.refused().stream().map(Refused::status).toList());
  }

  @Test
  void shouldBoundARequestByItsBytesAndSendALongerFileAlone() throws Exception {
    var files = files(5);
    var bytes = Files.size(files.getFirst());
    for (var request = 0; request < 3; request++) {
      answers.add(new Answer(200, ""));
    }

    assertEquals(5, send(files, target -> target.withRequestBytes(2 * bytes)).sent());

    assertEquals(3, requests.size());
    for (var request = 0; request < 5; request++) {
      answers.add(new Answer(200, ""));
    }
    assertEquals(5, send(files, target -> target.withRequestBytes(bytes / 2)).sent());
    assertEquals(8, requests.size());
  }

  @Test
  void shouldGoOnAfterARequestThatGotNoAnswer() throws Exception {
    answers.add(new Answer(200, ""));

    var report = send(files(2), target -> target.withRequestBytes(1));

    assertEquals(1, report.sent());
    assertEquals("NO_RESPONSE", report.refused().getFirst().status());
  }

  @Test
  void shouldNotSendWhatIsNoDicomFile() throws Exception {
    answers.add(new Answer(200, ""));
    var text = Files.writeString(folder.resolve("notes.txt"), "no DICOM");
    var files = new ArrayList<>(files(1));
    files.add(text);

    var report = send(files);

    assertEquals(1, report.sent());
    assertEquals("NOT_DICOM", report.refused().getFirst().status());
  }

  @Test
  void shouldNameAPeerThatDoesNotAnswerAtAll() throws Exception {
    var files = files(1);

    var message = assertThrows(IOException.class, () -> send(files)).getMessage();

    assertTrue(message.startsWith("no answer of http://127.0.0.1"), message);
  }

  @Test
  void shouldTakeABaseThatNamesTheStudyAlready() {
    var study = URI.create("https://pacs/dicom-web/studies/1.2.3");
    assertEquals(study, StowTarget.of(study).studies());
    assertEquals(
        URI.create("https://pacs/studies"), StowTarget.of(URI.create("https://pacs/")).studies());
    assertThrows(
        IllegalArgumentException.class, () -> StowTarget.of(URI.create("ftp://pacs/studies")));
  }
}
