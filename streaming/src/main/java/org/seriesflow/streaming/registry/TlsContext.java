package org.seriesflow.streaming.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes a TLS context of the files that a site has. */
public final class TlsContext {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final Pattern CERTIFICATES =
      Pattern.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", Pattern.DOTALL);

  private TlsContext() {}

  /**
   * A context with that identity and that trust.
   *
   * @throws IllegalArgumentException when a file cannot be read or holds something else; the
   *     message names the files
   */
  public static SSLContext of(RegistrySettings.Tls tls) {
    try {
      var context = SSLContext.getInstance("TLS");
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      char[] password = tls.password().orElse("").toCharArray();
      keys.init(
          tls.identity().isPresent()
              ? identity(tls.identity().get(), tls.identityKey(), password)
              : null,
          password);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(
          tls.trust().isPresent()
              ? trust(tls.trust().get(), tls.trustPassword().orElse("").toCharArray())
              : null);
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS files %s: %s".formatted(tls, e), e);
    }
  }

  private static KeyStore identity(Path file, Optional<Path> keyFile, char[] password)
      throws GeneralSecurityException, IOException {
    if (isPkcs12(file)) {
      return pkcs12(file, password);
    }
    var store = emptyStore();
    var chain = certificates(file);
    store.setKeyEntry(
        "identity", key(keyFile.orElse(file)), password, chain.toArray(Certificate[]::new));
    return store;
  }

  private static KeyStore trust(Path file, char[] password)
      throws GeneralSecurityException, IOException {
    if (isPkcs12(file)) {
      return pkcs12(file, password);
    }
    var store = emptyStore();
    int index = 0;
    for (var certificate : certificates(file)) {
      store.setCertificateEntry("authority-" + index++, certificate);
    }
    return store;
  }

  private static boolean isPkcs12(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".p12") || name.endsWith(".pfx");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore pkcs12(Path file, char[] password)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }

  private static List<Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    var factory = CertificateFactory.getInstance("X.509");
    var certificates = new java.util.ArrayList<Certificate>();
    var matcher = CERTIFICATES.matcher(Files.readString(file));
    while (matcher.find()) {
      certificates.add(
          factory.generateCertificate(
              new ByteArrayInputStream(matcher.group().getBytes(StandardCharsets.US_ASCII))));
    }
    if (certificates.isEmpty()) {
      throw new IOException("no certificate in " + file);
    }
    return certificates;
  }

  private static PrivateKey key(Path file) throws GeneralSecurityException, IOException {
    var matcher = KEY.matcher(Files.readString(file));
    if (!matcher.find()) {
      throw new IOException("no unencrypted PKCS#8 key (BEGIN PRIVATE KEY) in " + file);
    }
    var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
    InvalidKeySpecException last = null;
    for (var algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw new IOException("the key in " + file + " is neither RSA, EC nor Ed25519", last);
  }
}
