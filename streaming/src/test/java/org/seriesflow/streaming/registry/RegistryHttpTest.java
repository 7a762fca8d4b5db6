package org.seriesflow.streaming.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.TransientFaultException;

/** What goes over the wire: faults, credentials, TLS. The server answers as it is told. */
class RegistryHttpTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final List<String> authorizations = new ArrayList<>();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void shouldTryAServerInTroubleAgain() throws IOException {
    var settings = settings(listen());
    statuses.addAll(List.of(503, 500));
    try (var client = new SchemaRegistryClient(settings)) {
      assertEquals(List.of("a", "b"), client.subjects());
    }
    assertEquals(3, authorizations.size());
  }

  @Test
  void shouldGiveUpAfterTheBoundAndSayWhoIsInTrouble() throws IOException {
    var settings = settings(listen());
    statuses.addAll(List.of(503, 503, 503, 503, 503, 503, 503, 503));
    try (var client = new SchemaRegistryClient(settings)) {
      var thrown = assertThrows(TransientFaultException.class, client::subjects);
      assertTrue(thrown.getMessage().contains("HTTP 503"), thrown.getMessage());
      assertTrue(thrown.getMessage().contains(settings.url().toString()), thrown.getMessage());
    }
  }

  @Test
  void shouldNotTryARefusalAgain() throws IOException {
    var settings = settings(listen());
    statuses.add(401);
    try (var client = new SchemaRegistryClient(settings)) {
      assertEquals(401, assertThrows(RegistryRefusedException.class, client::subjects).status());
    }
    assertEquals(1, authorizations.size());
  }

  @Test
  void shouldSendUserAndPassword() throws IOException {
    var configuration =
        Map.of("schema.registry.url", listen(), "basic.auth.user.info", "ada:pass:word");
    try (var client = new SchemaRegistryClient(RegistryConfiguration.parse(configuration))) {
      client.subjects();
    }
    String expected =
        "Basic "
            + Base64.getEncoder().encodeToString("ada:pass:word".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(expected), authorizations);
  }

  @Test
  void shouldSendABearerToken() throws IOException {
    var configuration = Map.of("schema.registry.url", listen(), "bearer.auth.token", "t0ken");
    try (var client = new SchemaRegistryClient(RegistryConfiguration.parse(configuration))) {
      client.subjects();
    }
    assertEquals(List.of("Bearer t0ken"), authorizations);
  }

  @Test
  void shouldShowAPkcs12CertificateToAServerThatAsksForOne() throws Exception {
    Path keys = makeKeys();
    String url = listenWithTls(keys);
    var tls =
        new RegistrySettings.Tls(
            Optional.of(keys),
            Optional.empty(),
            Optional.of(PASSWORD),
            Optional.of(keys),
            Optional.of(PASSWORD));
    try (var client = new SchemaRegistryClient(settings(url).with(tls))) {
      assertEquals(List.of("a", "b"), client.subjects());
    }
  }

  @Test
  void shouldShowAPemCertificateToAServerThatAsksForOne() throws Exception {
    Path keys = makeKeys();
    String url = listenWithTls(keys);
    Path pem = pemOf(keys);
    var tls =
        new RegistrySettings.Tls(
            Optional.of(pem),
            Optional.empty(),
            Optional.empty(),
            Optional.of(pem),
            Optional.empty());
    try (var client = new SchemaRegistryClient(settings(url).with(tls))) {
      assertEquals(List.of("a", "b"), client.subjects());
    }
  }

  @Test
  void shouldFailWithoutACertificateWhereTheServerAsksForOne() throws Exception {
    Path keys = makeKeys();
    String url = listenWithTls(keys);
    var trustOnly =
        new RegistrySettings.Tls(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(keys),
            Optional.of(PASSWORD));
    try (var client = new SchemaRegistryClient(settings(url).with(trustOnly))) {
      assertThrows(TransientFaultException.class, client::subjects);
    }
  }

  private static RegistrySettings settings(String url) {
    return RegistrySettings.at(url)
        .with(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(4)));
  }

  private String listen() throws IOException {
    server = HttpServer.create(loopback(), 0);
    return serve("http");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private String serve(String scheme) {
    server.createContext(
        "/",
        exchange -> {
          authorizations.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          int status = statuses.isEmpty() ? 200 : statuses.poll();
          byte[] body =
              (status == 200 ? "[\"b\",\"a\"]" : "{\"error_code\":1,\"message\":\"no\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  private String listenWithTls(Path keys) throws Exception {
    var context =
        TlsContext.of(
            new RegistrySettings.Tls(
                Optional.of(keys),
                Optional.empty(),
                Optional.of(PASSWORD),
                Optional.of(keys),
                Optional.of(PASSWORD)));
    var https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server = https;
    return serve("https");
  }

  /** One self-signed key that stands for server, client and authority. */
  private Path makeKeys() throws Exception {
    Path keys = folder.resolve("keys.p12");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-J-Duser.language=en",
            "-genkeypair",
            "-alias",
            "key",
            "-keyalg",
            "EC",
            "-storetype",
            "PKCS12",
            "-keystore",
            keys.toString(),
            "-storepass",
            PASSWORD,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1");
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    trustItself(keys);
    return keys;
  }

  /** A key entry is no trust entry: the certificate stands beside its key once more. */
  private static void trustItself(Path keys) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    store.setCertificateEntry("authority", store.getCertificate("key"));
    try (var out = Files.newOutputStream(keys)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private Path pemOf(Path keys) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + encoder.encodeToString(store.getCertificate("key").getEncoded())
            + "\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"
            + encoder.encodeToString(store.getKey("key", PASSWORD.toCharArray()).getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return Files.writeString(folder.resolve("keys.pem"), pem);
  }
}
