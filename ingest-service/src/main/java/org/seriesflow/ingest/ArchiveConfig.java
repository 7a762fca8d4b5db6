package org.seriesflow.ingest;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** The archive that is asked how many instances a quiet series has; by default none is. */
public interface ArchiveConfig {

  /** Its host, for C-FIND; with {@code port} and {@code ae-title}. */
  Optional<String> host();

  /** Its port. */
  Optional<@Min(1) @Max(65_535) Integer> port();

  /** Its AE title. */
  Optional<@Size(min = 1, max = 16) String> aeTitle();

  /** Our AE title when we ask. */
  @WithDefault("SERIESFLOW")
  @Size(min = 1, max = 16)
  String callingAeTitle();

  /** In place of these: base URL of its QIDO-RS. */
  Optional<URI> qidoUrl();

  /** Value of the Authorization header for that. */
  Optional<String> authorization();

  /** TLS, for either way of asking. */
  Tls tls();

  /** Asked when nothing of a series has come for this long. */
  @WithDefault("1s")
  @DurationMin(millis = 250)
  Duration after();

  /** For the connection, and for each answer. */
  @WithDefault("5s")
  @DurationMin(millis = 100)
  Duration timeout();

  /** What an archive is shown, and whom we trust. */
  interface Tls {

    /** C-FIND over TLS; for QIDO-RS over https, the files below in place of the JDK's. */
    @WithDefault("false")
    boolean enabled();

    /** Our certificate, where the archive wants one: PKCS#12, or PEM with its chain. */
    Optional<Path> keyStore();

    /** PEM file with the unencrypted PKCS#8 key, where it does not stand in the key store. */
    Optional<Path> key();

    /** Password of a PKCS#12 key store. */
    Optional<String> keyStorePassword();

    /** Authorities to trust, PKCS#12 or PEM; the JDK's where absent. */
    Optional<Path> trustStore();

    /** Password of a PKCS#12 trust store. */
    Optional<String> trustStorePassword();

    /** Whether the archive's certificate must name its host; https asks so always. */
    @WithDefault("true")
    boolean verifyHost();
  }
}
