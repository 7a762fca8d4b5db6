package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate of localhost with its key, made by the JDK's keytool. */
final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ALIAS = "key";

  private final KeyStore keys;

  private Certificates(KeyStore keys) {
    this.keys = keys;
  }

  static Certificates make(Path file, String host)
      throws IOException, InterruptedException, GeneralSecurityException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-J-Duser.language=en",
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD),
            "-dname",
            "CN=" + host,
            "-ext",
            "san=dns:" + host);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new Certificates(store);
  }

  /** Shows this certificate and trusts the other. */
  SSLContext trusting(Certificates other) throws GeneralSecurityException, IOException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust(other).getTrustManagers(), null);
    return context;
  }

  /** Shows nothing and trusts this certificate. */
  SSLContext trustOnly() throws GeneralSecurityException, IOException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust(this).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trust(Certificates other)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", other.keys.getCertificate(ALIAS));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  Path writeCertificate(Path file) throws GeneralSecurityException, IOException {
    return write(file, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
  }

  Path writeKey(Path file) throws GeneralSecurityException, IOException {
    return write(file, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
  }

  private static Path write(Path file, String kind, byte[] bytes) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), kind));
  }
}
