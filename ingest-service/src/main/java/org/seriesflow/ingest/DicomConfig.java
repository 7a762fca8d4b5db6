package org.seriesflow.ingest;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.seriesflow.dicom.TlsPort;

/** How the receiver listens, and whom it serves. */
public interface DicomConfig {

  /** Local address. */
  @WithDefault("0.0.0.0")
  @NotBlank
  String host();

  /**
   * Whether instance availability notifications and performed procedure steps are taken, which end
   * a series at once.
   */
  @WithDefault("true")
  boolean notifications();

  /** TCP port for connections in the clear; 0 picks a free one. */
  @WithDefault("11112")
  @Min(0)
  @Max(65_535)
  int port();

  /** Whether connections in the clear are accepted; without them {@code tls.port} is needed. */
  @WithDefault("true")
  boolean clear();

  /** The port for TLS. */
  Tls tls();

  /** Called AE titles that are served, comma separated; without one any is. */
  Optional<Set<@Size(min = 1, max = 16) String>> aeTitle();

  /** Calling AE titles that are served, comma separated; without one any is. */
  Optional<Set<@Size(min = 1, max = 16) String>> callingAeTitles();

  /** UIDs of storage SOP classes that are refused in negotiation, comma separated. */
  Optional<Set<@Pattern(regexp = "[0-9]+(\\.[0-9]+)+") String>> excludedSopClasses();

  /** From the connection to a complete association request, a TLS handshake included (ARTIM). */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  Duration associateTimeout();

  /** An association without traffic for this long is aborted. */
  @WithDefault("60s")
  @DurationMin(seconds = 1)
  Duration idleTimeout();

  /** Longest wait for each 16 KiB of a message that has begun, and for its end. */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  Duration readTimeout();

  /** Longest wait for a peer to take what it is answered. */
  @WithDefault("30s")
  @DurationMin(seconds = 1)
  Duration writeTimeout();

  /** How long a stop lets associations finish the instance in work. */
  @WithDefault("10s")
  @DurationMin
  Duration closeTimeout();

  /** Open associations at once; further ones are rejected as transient. */
  @WithDefault("100")
  @Min(1)
  int maxAssociations();

  /** How long an instance waits for the log's acknowledgement before its sender is told A700H. */
  @WithDefault("10s")
  @DurationMin(millis = 100)
  Duration acknowledgeTimeout();

  /** DICOM over TLS (PS3.15 section B.12). */
  interface Tls {

    /** TCP port; 0 picks a free one; without it nothing listens for TLS. */
    Optional<@Min(0) @Max(65_535) Integer> port();

    /** Our certificate: PKCS#12 (.p12, .pfx), or PEM with its chain. */
    Optional<Path> keyStore();

    /** PEM file with the unencrypted PKCS#8 key, where it does not stand in the key store. */
    Optional<Path> key();

    /** Password of a PKCS#12 key store. */
    Optional<String> keyStorePassword();

    /** Authorities that sign the peers' certificates, PKCS#12 or PEM. */
    Optional<Path> trustStore();

    /** Password of a PKCS#12 trust store. */
    Optional<String> trustStorePassword();

    /** Whether a peer must show a certificate. */
    @WithDefault("REQUIRED")
    TlsPort.ClientCertificate clientCertificate();
  }
}
