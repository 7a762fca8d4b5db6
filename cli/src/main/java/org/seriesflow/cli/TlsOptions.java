package org.seriesflow.cli;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.StowTarget;
import org.seriesflow.streaming.registry.RegistrySettings;
import org.seriesflow.streaming.registry.TlsContext;
import picocli.CommandLine.Option;

/** TLS, as a client. */
final class TlsOptions {
  @Option(
      names = "--tls",
      required = true,
      description =
          "Send over TLS 1.3 or 1.2 (PS3.15 B.12); with --stow: use the certificates below.")
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
    return enabled ? settings.with(new SendSettings.Tls(context(), !anyHost)) : settings;
  }

  /**
   * That target with these certificates, where they are asked for.
   *
   * @throws CommandFailure when a file cannot be used, or the URL is not https
   */
  StowTarget applyTo(StowTarget target) {
    if (!enabled) {
      return target;
    }
    if (!"https".equals(target.base().getScheme())) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "--tls goes with an https URL, and --stow is " + target.base(),
          null);
    }
    if (anyHost) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "--tls-any-host is for C-STORE alone: over HTTPS the certificate has to name the host",
          null);
    }
    return target.with(context());
  }

  private SSLContext context() {
    var files =
        new RegistrySettings.Tls(
            Optional.ofNullable(identity),
            Optional.empty(),
            Optional.ofNullable(identityPassword),
            Optional.ofNullable(trust),
            Optional.ofNullable(trustPassword));
    try {
      return TlsContext.of(files);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
    }
  }
}
