package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.seriesflow.ingest.IngestConfigTest.config;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.ingest.archive.OrthancArchive;
import org.seriesflow.streaming.registry.RegistrySettings;
import org.seriesflow.streaming.registry.TlsContext;

/** From the configuration to an archive that is asked. */
class ArchivesTest {
  private static final String HOST = "SERIESFLOW_ARCHIVE_HOST";
  private static final String QIDO_URL = "SERIESFLOW_ARCHIVE_QIDO_URL";
  private static final String TLS = "SERIESFLOW_ARCHIVE_TLS_ENABLED";
  private static final String TRUST = "SERIESFLOW_ARCHIVE_TLS_TRUST_STORE";

  @TempDir Path folder;

  private static String refusal(Map<String, String> settings) {
    return assertThrows(IllegalArgumentException.class, () -> Archives.of(config(settings)))
        .getMessage();
  }

  @Test
  void shouldAskNoArchiveUnlessOneIsNamed() {
    assertEquals(Optional.empty(), Archives.of(config(Map.of())));
  }

  @Test
  void shouldNameTheKeysOfAnArchiveThatDoNotGoTogether() {
    assertEquals(
        "seriesflow.archive.host, .port and .ae-title belong together",
        refusal(Map.of(HOST, "pacs")));
    assertTrue(
        refusal(Map.of(HOST, "pacs", QIDO_URL, "http://pacs/rs"))
            .startsWith("seriesflow.archive has a host and a qido-url"));
    assertEquals(
        "seriesflow.archive.qido-url must be http or https with a host and is pacs/rs",
        refusal(Map.of(QIDO_URL, "pacs/rs")));
    assertTrue(
        refusal(Map.of(QIDO_URL, "http://pacs/rs", "SERIESFLOW_DEIDENTIFICATION_ENABLED", "true"))
            .contains("does not know the pseudonyms"));
  }

  @Test
  void shouldNotTakeTlsWithAUrlInTheClear() {
    assertEquals(
        "seriesflow.archive.tls.enabled is true, and qido-url is http://pacs/rs: it must be https",
        refusal(Map.of(QIDO_URL, "http://pacs/rs", TLS, "true")));
  }

  @Test
  void shouldNameAFileOfTlsThatIsMissing() {
    var message = refusal(Map.of(QIDO_URL, "https://pacs/rs", TLS, "true", TRUST, "/none.pem"));

    assertTrue(message.startsWith("seriesflow.archive.tls: "), message);
    assertTrue(message.contains("/none.pem"), message);
  }

  private static SSLContext context(Pem pem) {
    return TlsContext.of(
        new RegistrySettings.Tls(
            Optional.of(pem.certificate()),
            Optional.of(pem.key()),
            Optional.empty(),
            Optional.of(pem.certificate()),
            Optional.empty()));
  }

  @Test
  void shouldShowItsCertificateToAnArchiveThatIsAskedByFindOverTls() throws Exception {
    var pem = certificate();
    try (var orthanc = OrthancArchive.startWithTls(folder, pem.certificate(), pem.key())) {
      var files = SmallSeries.write(folder, 1);
      orthanc.store(
          files.subList(0, 11), orthanc.peer().with(new SendSettings.Tls(context(pem), true)));
      var uids = DicomFiles.readUids(files.getFirst());
      var settings = new HashMap<String, String>();
      settings.put(HOST, "127.0.0.1");
      settings.put("SERIESFLOW_ARCHIVE_PORT", Integer.toString(orthanc.dicomPort()));
      settings.put("SERIESFLOW_ARCHIVE_AE_TITLE", "ORTHANC");
      settings.put(TLS, "true");
      settings.put(TRUST, pem.certificate().toString());
      assertThrows(IOException.class, () -> count(settings, uids));

      settings.put("SERIESFLOW_ARCHIVE_TLS_KEY_STORE", pem.certificate().toString());
      settings.put("SERIESFLOW_ARCHIVE_TLS_KEY", pem.key().toString());
      assertEquals(OptionalInt.of(11), count(settings, uids));
    }
  }

  @Test
  void shouldTrustTheAuthorityThatIsSetForHttps() throws Exception {
    var pem = certificate();
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(pem)));
    var answer =
        "[{\"0020000E\": {\"vr\": \"UI\", \"Value\": [\"1.2.3\"]}, \"00201209\": {\"vr\": \"IS\", \"Value\": [7]}}]"
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      var uids =
          new InstanceUids(
              "1.2.840.10008.5.1.4.1.1.4", "1.2.3.4", "1.2.3", "1.2", "1.2.840.10008.1.2.1");
      var url = "https://127.0.0.1:%d/rs".formatted(server.getAddress().getPort());
      assertThrows(IOException.class, () -> count(Map.of(QIDO_URL, url), uids));

      var trusting = Map.of(QIDO_URL, url, TLS, "true", TRUST, pem.certificate().toString());
      assertEquals(OptionalInt.of(7), count(trusting, uids));
    } finally {
      server.stop(0);
    }
  }

  private static OptionalInt count(Map<String, String> settings, InstanceUids uids)
      throws IOException, InterruptedException {
    try (var archive = Archives.of(config(settings)).orElseThrow()) {
      return archive.instances(uids.studyInstanceUid(), uids.seriesInstanceUid());
    }
  }

  private record Pem(Path certificate, Path key) {}

  /** Self-signed, for this machine. */
  private Pem certificate() throws Exception {
    var password = "changeit";
    var store = folder.resolve("archive.p12");
    var log = folder.resolve("keytool.log");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var options =
        "-genkeypair -alias a -keyalg RSA -keysize 2048 -dname CN=archive -ext san=ip:127.0.0.1"
            + " -storetype PKCS12 -storepass %s -keystore ".formatted(password);
    var command = new ArrayList<>(List.of((keytool + " " + options).trim().split(" ")));
    command.add(store.toString());
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), () -> log + " says why");
    var keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    return new Pem(
        pem("certificate.pem", "CERTIFICATE", keys.getCertificate("a").getEncoded()),
        pem("key.pem", "PRIVATE KEY", keys.getKey("a", password.toCharArray()).getEncoded()));
  }

  private Path pem(String name, String kind, byte[] bytes) throws IOException {
    var text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(kind, text.encodeToString(bytes)));
  }
}
