package org.seriesflow.ingest.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/** What archives answer, in both ways in which they are asked. */
class ArchiveTest {
  private static final SyntheticSpec SPEC =
      new SyntheticSpec(
          1, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 16, 0.9, 1.2);
  private static final Duration SOON = Duration.ofMillis(500);

  @TempDir Path folder;

  @Test
  void shouldCountASeriesOfOrthancByFindAndByQido() throws Exception {
    try (var orthanc = OrthancArchive.start(folder)) {
      var files = SyntheticSeries.write(folder.resolve("series"), SPEC);
      orthanc.store(files.subList(0, 11));
      var uids = DicomFiles.readUids(files.getFirst());
      var study = uids.studyInstanceUid();
      var series = uids.seriesInstanceUid();

      var find = new FindArchive(orthanc.peer());
      assertEquals(OptionalInt.of(11), find.instances(study, series));
      assertEquals(OptionalInt.empty(), find.instances(study, "1.2.3"));

      try (var qido =
          new QidoArchive(
              orthanc.dicomWeb(), Optional.empty(), Duration.ofSeconds(20), Optional.empty())) {
        assertEquals(OptionalInt.of(11), qido.instances(study, series));
        assertEquals(OptionalInt.empty(), qido.instances(study, "1.2.3"));
        assertEquals(OptionalInt.empty(), qido.instances("1.2", series));
      }
    }
  }

  @Test
  void shouldNotWaitLongerForAnArchiveThatDoesNotAnswer() throws IOException {
    // Connections are made by the system; nobody reads what they say.
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var port = silent.getLocalPort();
      var find =
          new FindArchive(
              new SendSettings("127.0.0.1", port, "US", "ARCHIVE").withResponseTimeout(SOON));
      var base = URI.create("http://127.0.0.1:%d/dicom-web".formatted(port));

      assertMessage("ARCHIVE at 127.0.0.1:" + port, () -> find.instances("1.2", "1.2.3"));
      try (var qido = new QidoArchive(base, Optional.empty(), SOON, Optional.empty())) {
        assertMessage(base.toString(), () -> qido.instances("1.2", "1.2.3"));
      }
    }
  }

  @Test
  void shouldNameAnArchiveThatIsNotThere() throws IOException {
    int port;
    try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    var find =
        new FindArchive(
            new SendSettings("127.0.0.1", port, "US", "ARCHIVE").withResponseTimeout(SOON));

    assertMessage("ARCHIVE at 127.0.0.1:" + port, () -> find.instances("1.2", "1.2.3"));
  }

  private static void assertMessage(String named, Executable question) {
    var message = assertThrows(IOException.class, question).getMessage();
    assertTrue(message.contains(named), message);
  }

  /** An HTTP server that gives one answer, and what it was asked. */
  private static final class OneAnswer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicReference<String> asked = new AtomicReference<>();

    OneAnswer(int status, String body) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            asked.set(
                exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    OptionalInt count() throws IOException, InterruptedException {
      var base = URI.create("http://127.0.0.1:%d/rs/".formatted(server.getAddress().getPort()));
      try (var qido =
          new QidoArchive(
              base, Optional.of("Bearer secret"), Duration.ofSeconds(20), Optional.empty())) {
        return qido.instances("1.2", "1.2.3");
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void shouldAskForTheCountOfTheOneSeriesWithTheAuthorizationThatIsSet() throws Exception {
    var body =
        """
        [{"0020000E": {"vr": "UI", "Value": ["1.2.3"]}, "00201209": {"vr": "IS", "Value": [7]}}]
        """;
    try (var server = new OneAnswer(200, body)) {
      assertEquals(OptionalInt.of(7), server.count());
      assertEquals(
          "/rs/studies/1.2/series?0020000E=1.2.3&includefield=00201209 Bearer secret",
          server.asked.get());
    }
  }

  @Test
  void shouldTakeNoCountOfAnotherSeriesOrOfNone() throws Exception {
    var other =
        """
        [{"0020000E": {"vr": "UI", "Value": ["1.2.4"]}, "00201209": {"vr": "IS", "Value": [7]}}]
        """;
    var without = "[{\"0020000E\": {\"vr\": \"UI\", \"Value\": [\"1.2.3\"]}}]";
    for (var body : new String[] {other, without, "[]"}) {
      try (var server = new OneAnswer(200, body)) {
        assertEquals(OptionalInt.empty(), server.count(), body);
      }
    }
    try (var server = new OneAnswer(204, "")) {
      assertEquals(OptionalInt.empty(), server.count());
    }
  }

  @Test
  void shouldFailWhereTheAnswerIsNone() throws Exception {
    try (var server = new OneAnswer(500, "")) {
      assertMessage("HTTP status 500", server::count);
    }
    try (var server = new OneAnswer(200, "<html>")) {
      assertMessage("/rs/", server::count);
    }
    try (var server = new OneAnswer(200, " ".repeat(2 << 20))) {
      assertMessage("/rs/", server::count);
    }
  }
}
