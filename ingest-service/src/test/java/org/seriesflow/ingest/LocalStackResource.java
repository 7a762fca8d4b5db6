package org.seriesflow.ingest;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker with topics, a registry with schemas and folders, for the service inside Quarkus. */
public final class LocalStackResource implements QuarkusTestResourceLifecycleManager {
  /** Of the key store that the service shows over TLS. */
  public static final String KEY_STORE_PASSWORD = "of-no-value";

  private static final String KEY_STORE = "http.p12";

  private TestStack stack;

  @Override
  public Map<String, String> start() {
    try {
      var target = Files.createDirectories(Path.of("target").toAbsolutePath());
      var folder = Files.createTempDirectory(target, "quarkus-test-");
      stack = TestStack.start(Files.createDirectory(folder.resolve("registry")), 1);
      return Map.ofEntries(
          Map.entry("seriesflow.kafka.bootstrap-servers", stack.kafka().bootstrapServers()),
          Map.entry("seriesflow.registry.url", stack.registry().url()),
          Map.entry(
              "seriesflow.payload-store.path",
              Files.createDirectory(folder.resolve("payloads")).toString()),
          Map.entry("seriesflow.state-dir", folder.resolve("state").toString()),
          Map.entry("seriesflow.dicom.host", "127.0.0.1"),
          Map.entry("seriesflow.dicom.port", "0"),
          Map.entry("seriesflow.assembly.idle", "1s"),
          Map.entry("seriesflow.stow.enabled", "true"),
          Map.entry("seriesflow.operator.enabled", "true"),
          Map.entry("quarkus.http.test-port", "0"),
          Map.entry("quarkus.http.test-ssl-port", "0"),
          Map.entry("quarkus.http.tls-configuration-name", "http"),
          Map.entry("quarkus.tls.http.key-store.p12.path", keyStore(folder).toString()),
          Map.entry("quarkus.tls.http.key-store.p12.password", KEY_STORE_PASSWORD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A certificate of our own making for this host, as docs/ingest.md has it configured. */
  private static Path keyStore(Path folder) throws IOException {
    var file = folder.resolve(KEY_STORE);
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "http",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                KEY_STORE_PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
    return file;
  }

  @Override
  public void stop() {
    if (stack != null) {
      stack.close();
    }
  }
}
