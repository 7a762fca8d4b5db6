package org.seriesflow.dicom;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Where to send by STOW-RS, and how much at once.
 *
 * @param base of the DICOMweb service, as in {@code https://host/dicom-web}; may end in {@code
 *     /studies} or {@code /studies/STUDY_UID} itself
 * @param tls our certificate, where the peer wants one, and the authorities that we trust; empty:
 *     the JDK's
 * @param authorization value of the Authorization header
 * @param requestBytes of files in one request; a longer file makes one by itself
 * @param timeout for the connection, and from the beginning of a request to its answer
 */
public record StowTarget(
    URI base,
    Optional<SSLContext> tls,
    Optional<String> authorization,
    long requestBytes,
    Duration timeout) {

  private static final long REQUEST_BYTES = 64L << 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  public StowTarget {
    Objects.requireNonNull(tls, "tls");
    if (base.getHost() == null || !Set.of("http", "https").contains(base.getScheme())) {
      throw new IllegalArgumentException("\"" + base + "\" is no http or https URL with a host");
    }
    if (requestBytes < 1) {
      throw new IllegalArgumentException("requestBytes must be at least 1 and is " + requestBytes);
    }
  }

  /** 64 MiB of files a request, ten minutes for each. */
  public static StowTarget of(URI base) {
    return new StowTarget(base, Optional.empty(), Optional.empty(), REQUEST_BYTES, TIMEOUT);
  }

  /** The same, trusting and showing other certificates. */
  public StowTarget with(SSLContext context) {
    return new StowTarget(base, Optional.of(context), authorization, requestBytes, timeout);
  }

  /** The same, with that much in one request. */
  public StowTarget withRequestBytes(long bytes) {
    return new StowTarget(base, tls, authorization, bytes, timeout);
  }

  /** The same, waiting that long. */
  public StowTarget withTimeout(Duration other) {
    return new StowTarget(base, tls, authorization, requestBytes, other);
  }

  /** The same, with that Authorization header. */
  public StowTarget withAuthorization(String value) {
    return new StowTarget(base, tls, Optional.of(value), requestBytes, timeout);
  }

  /** The resource that takes instances. */
  URI studies() {
    var text = base.toString().replaceAll("/+$", "");
    return text.matches(".*/studies(/[0-9.]+)?") ? URI.create(text) : URI.create(text + "/studies");
  }
}
