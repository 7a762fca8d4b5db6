package org.seriesflow.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.streaming.registry.RegistrySettings;
import org.seriesflow.streaming.registry.TlsContext;
import picocli.CommandLine.Option;

/** DICOM over TLS, as a client. */
final class TlsOptions {
  @Option(names = "--tls", required = true, description = "Send over TLS 1.3 or 1.2 (PS3.15 B.12).")
  private boolean enabled;

  @Option(
      names = "--tls-trust",
      paramLabel = "FILE",
      description = "Authorities to trust, PEM or PKCS#12 (default: the JDK's).")
  private Path trust;

  @Option(
      names = "--tls-trust-password",
      paramLabel = "PASSWORD",
      description = "Password of a PKCS#12 --tls-trust.")
  private String trustPassword;

  @Option(
      names = "--tls-identity",
      paramLabel = "FILE",
      description = "Our certificate and key, PEM or PKCS#12, where the receiver wants one.")
  private Path identity;

  @Option(
      names = "--tls-identity-password",
      paramLabel = "PASSWORD",
      description = "Password of a PKCS#12 --tls-identity.")
  private String identityPassword;

  @Option(
      names = "--tls-any-host",
      description = "Do not ask that the receiver's certificate names its host.")
  private boolean anyHost;

  /**
   * Those settings with TLS, where it is asked for.
   *
   * @throws CommandFailure when a file cannot be used; the message names it
   */
  SendSettings applyTo(SendSettings settings) {
    if (!enabled) {
      return settings;
    }
    var files =
        new RegistrySettings.Tls(
            Optional.ofNullable(identity),
            Optional.empty(),
            Optional.ofNullable(identityPassword),
            Optional.ofNullable(trust),
            Optional.ofNullable(trustPassword));
    try {
      return settings.with(new SendSettings.Tls(TlsContext.of(files), !anyHost));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
    }
  }
}
