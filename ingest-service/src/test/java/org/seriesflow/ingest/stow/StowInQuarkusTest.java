package org.seriesflow.ingest.stow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.generic.GenericRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.StowSender;
import org.seriesflow.dicom.StowTarget;
import org.seriesflow.ingest.LocalStackResource;
import org.seriesflow.ingest.ShippedService;
import org.seriesflow.ingest.SmallSeries;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topics;

/** STOW-RS over HTTP, by two clients, on the service as it is shipped. */
@QuarkusTest
@WithTestResource(LocalStackResource.class)
class StowInQuarkusTest {

  @TestHTTPResource URI address;

  @TestHTTPResource(tls = true)
  URI secured;

  @ConfigProperty(name = "quarkus.tls.http.key-store.p12.path")
  Path keyStore;

  @ConfigProperty(name = "seriesflow.kafka.bootstrap-servers")
  String bootstrapServers;

  @ConfigProperty(name = "seriesflow.registry.url")
  String registryUrl;

  @TempDir Path folder;

  private ShippedService service;

  @BeforeEach
  void awaitReady() {
    service = new ShippedService(address, bootstrapServers, registryUrl);
    service.awaitReady();
  }

  private List<Path> series(long seed) throws IOException {
    return SmallSeries.write(folder, seed);
  }

  private HttpResponse<String> post(String path, HttpRequest.BodyPublisher body) {
    return service.send(
        service.request(path).header("Content-Type", StowBody.CONTENT_TYPE).POST(body));
  }

  /** The events of a series. */
  private List<GenericRecord> logged(long seed) {
    return service.events(Topics.INSTANCES).stream()
        .map(ReadEvent::event)
        .filter(event -> ShippedService.series(event).equals(SmallSeries.uid(seed)))
        .toList();
  }

  @Test
  void shouldHaveLoggedEachInstanceThatTheAnswerNames() throws IOException {
    var answer = post("/studies", BodyPublishers.ofByteArray(StowBody.of(series(1))));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("application/dicom+json", answer.headers().firstValue("Content-Type").get());
    var logged = logged(1);
    assertEquals(16, logged.size());
    for (var event : logged) {
      assertEquals("STOW", String.valueOf(event.get("source")));
      assertTrue(answer.body().contains("\"" + event.get("sopInstanceUid") + "\""));
    }
  }

  @Test
  void shouldRefuseInstancesOfAnotherStudyThanThePathNames() throws IOException {
    var answer = post("/studies/1.2.3", BodyPublishers.ofByteArray(StowBody.of(series(2))));

    assertEquals(409, answer.statusCode());
    assertTrue(answer.body().contains("\"00081198\""), answer.body());
    assertEquals(List.of(), logged(2));
  }

  @Test
  void shouldAnswerInXmlWhereThatIsAccepted() throws IOException {
    var answer =
        service.send(
            HttpRequest.newBuilder(address.resolve("/studies"))
                .header("Content-Type", StowBody.CONTENT_TYPE)
                .header("Accept", "application/dicom+xml")
                .POST(BodyPublishers.ofByteArray(StowBody.of(series(3)))));

    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("keyword=\"ReferencedSOPSequence\""), answer.body());
  }

  @Test
  void shouldRefuseWhatIsNoMultipartRelatedAndCountIt() {
    var answer =
        service.send(
            HttpRequest.newBuilder(address.resolve("/studies"))
                .header("Content-Type", "application/dicom")
                .POST(BodyPublishers.ofString("hello")));

    assertEquals(415, answer.statusCode());
    var counter =
        Pattern.compile(
            "seriesflow_reception_requests_refused_total\\{reason=\"MEDIA_TYPE\"} [1-9]");
    assertTrue(counter.matcher(service.get("/q/metrics").body()).find());
    assertTrue(service.get("/q/health/ready").body().contains(" requests\""));
  }

  @Test
  void shouldTakeWhatCurlSends() throws Exception {
    var curl =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(path -> Path.of(path, "curl"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(curl.isPresent(), "curl is not installed");
    var body = Files.write(folder.resolve("body"), StowBody.of(series(4)));
    var process =
        new ProcessBuilder(
                curl.get().toString(),
                "--silent",
                "--show-error",
                "--fail",
                "--header",
                "Content-Type: " + StowBody.CONTENT_TYPE,
                "--header",
                "Expect: 100-continue",
                "--data-binary",
                "@" + body,
                address.resolve("/studies").toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("\"00081199\""), said);
    assertEquals(16, logged(4).size());
  }

  @Test
  void shouldTakeABodyOfUnknownLengthAboveTheUsualLimitOfHttpServers() throws IOException {
    var padding = Files.write(folder.resolve("padding"), new byte[24 << 20]);
    var files = new ArrayList<>(series(5));
    files.addFirst(padding);
    var body = StowBody.of(files);

    var answer =
        post(
            "/studies", BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)));

    assertEquals(202, answer.statusCode());
    assertEquals(16, logged(5).size());
  }

  @Test
  void shouldTakeWhatOurSenderSends() throws Exception {
    var report = StowSender.send(series(6), StowTarget.of(address), SendProgress.SILENT);

    assertEquals(16, report.sent(), report.refused().toString());
    assertEquals(16, logged(6).size());
  }

  @Test
  void shouldTakeWhatOurSenderSendsOverTlsInSeveralRequests() throws Exception {
    var target = StowTarget.of(secured).with(trusting(keyStore)).withRequestBytes(10_000);

    var report = StowSender.send(series(7), target, SendProgress.SILENT);

    assertEquals(16, report.sent(), report.refused().toString());
    assertEquals(16, logged(7).size());
  }

  @Test
  void shouldNotBeSentToWhereItsCertificateIsNotTrusted() throws Exception {
    var files = series(8);
    assertThrows(
        IOException.class,
        () -> StowSender.send(files, StowTarget.of(secured), SendProgress.SILENT));
    assertEquals(0, logged(8).size());
  }

  private static SSLContext trusting(Path keyStore) throws Exception {
    var shown =
        KeyStore.getInstance(
            keyStore.toFile(), LocalStackResource.KEY_STORE_PASSWORD.toCharArray());
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("http", shown.getCertificate("http"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
