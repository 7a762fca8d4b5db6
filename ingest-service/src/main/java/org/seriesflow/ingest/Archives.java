package org.seriesflow.ingest;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.ingest.archive.Archive;
import org.seriesflow.ingest.archive.FindArchive;
import org.seriesflow.ingest.archive.QidoArchive;
import org.seriesflow.streaming.registry.RegistrySettings;
import org.seriesflow.streaming.registry.TlsContext;

/** The archive as it is configured. */
final class Archives {
  private static final String PREFIX = "seriesflow.archive";

  private Archives() {}

  /**
   * The archive that is asked how many instances a quiet series has.
   *
   * @throws IllegalArgumentException naming the keys that do not go together, or a file of TLS that
   *     cannot be used
   */
  static Optional<Archive> of(IngestConfig config) {
    var group = config.archive();
    var find = group.host().isPresent() || group.port().isPresent();
    if (!find && group.qidoUrl().isEmpty()) {
      return Optional.empty();
    }
    if (config.deidentification().enabled()) {
      throw new IllegalArgumentException(
          PREFIX
              + " cannot be asked while seriesflow.deidentification.enabled is true:"
              + " it does not know the pseudonyms of the series");
    }
    if (find && group.qidoUrl().isPresent()) {
      throw new IllegalArgumentException(
          PREFIX + " has a host and a qido-url: one archive is asked, in one way");
    }
    return Optional.of(find ? find(group) : qido(group));
  }

  private static Archive find(ArchiveConfig group) {
    if (group.host().isEmpty() || group.port().isEmpty() || group.aeTitle().isEmpty()) {
      throw new IllegalArgumentException(PREFIX + ".host, .port and .ae-title belong together");
    }
    var peer =
        new SendSettings(
                group.host().get(),
                group.port().get(),
                group.callingAeTitle(),
                group.aeTitle().get())
            .withResponseTimeout(group.timeout());
    return new FindArchive(
        tls(group.tls())
            .map(context -> peer.with(new SendSettings.Tls(context, group.tls().verifyHost())))
            .orElse(peer));
  }

  private static Archive qido(ArchiveConfig group) {
    var url = qidoUrl(group);
    var tls = tls(group.tls());
    if (tls.isPresent() && !"https".equals(url.getScheme())) {
      throw new IllegalArgumentException(
          "%s.tls.enabled is true, and qido-url is %s: it must be https".formatted(PREFIX, url));
    }
    if (tls.isPresent() && !group.tls().verifyHost()) {
      throw new IllegalArgumentException(
          PREFIX
              + ".tls.verify-host is for C-FIND alone: over HTTPS the certificate has to name the"
              + " host");
    }
    return new QidoArchive(url, group.authorization(), group.timeout(), tls);
  }

  private static URI qidoUrl(ArchiveConfig group) {
    var url = group.qidoUrl().orElseThrow();
    if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException(
          PREFIX + ".qido-url must be http or https with a host and is " + url);
    }
    return url;
  }

  private static Optional<SSLContext> tls(ArchiveConfig.Tls tls) {
    if (!tls.enabled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          TlsContext.of(
              new RegistrySettings.Tls(
                  tls.keyStore(),
                  tls.key(),
                  tls.keyStorePassword(),
                  tls.trustStore(),
                  tls.trustStorePassword())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PREFIX + ".tls: " + e.getMessage(), e);
    }
  }
}
