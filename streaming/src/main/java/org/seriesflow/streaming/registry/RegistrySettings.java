package org.seriesflow.streaming.registry;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.seriesflow.streaming.Backoff;

/**
 * Where the registry is and how to speak with it.
 *
 * @param url base of Confluent's API, without a slash at the end
 * @param authentication in the Authorization header
 * @param tls client certificate and trust, for https
 * @param timeout of one request
 * @param backoff repetitions of a request that met a passing fault
 */
public record RegistrySettings(
    URI url, Authentication authentication, Optional<Tls> tls, Duration timeout, Backoff backoff) {

  public RegistrySettings {
    if (url.getScheme() == null || !url.getScheme().matches("https?")) {
      throw new IllegalArgumentException("Registry URL '" + url + "': http or https is needed");
    }
  }

  public static RegistrySettings at(String url) {
    return new RegistrySettings(
        URI.create(url.replaceAll("/+$", "")),
        new Authentication.None(),
        Optional.empty(),
        Duration.ofSeconds(10),
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2)));
  }

  public RegistrySettings with(Authentication newAuthentication) {
    return new RegistrySettings(url, newAuthentication, tls, timeout, backoff);
  }

  public RegistrySettings with(Tls newTls) {
    return new RegistrySettings(url, authentication, Optional.of(newTls), timeout, backoff);
  }

  public RegistrySettings with(Backoff newBackoff) {
    return new RegistrySettings(url, authentication, tls, timeout, newBackoff);
  }

  /** Who we are, in the Authorization header. */
  public sealed interface Authentication {
    /** Nobody in particular. */
    record None() implements Authentication {}

    /** HTTP Basic. */
    record Basic(String user, String password) implements Authentication {
      @Override
      public String toString() {
        return "Basic[user=" + user + "]";
      }
    }

    /** A bearer token. */
    record Bearer(String token) implements Authentication {
      @Override
      public String toString() {
        return "Bearer[]";
      }
    }
  }

  /**
   * TLS files: PKCS#12 (.p12, .pfx) or PEM.
   *
   * @param identity client certificate and key: a PKCS#12 file, or a PEM file with the certificate
   *     chain
   * @param identityKey PEM file with the PKCS#8 key, where it does not stand in {@code identity}
   * @param password of a PKCS#12 identity
   * @param trust PKCS#12 or PEM file with the authorities to trust; empty: those of the JDK
   * @param trustPassword of a PKCS#12 trust file
   */
  public record Tls(
      Optional<Path> identity,
      Optional<Path> identityKey,
      Optional<String> password,
      Optional<Path> trust,
      Optional<String> trustPassword) {
    @Override
    public String toString() {
      return "Tls[identity=" + identity + ", trust=" + trust + "]";
    }
  }
}
