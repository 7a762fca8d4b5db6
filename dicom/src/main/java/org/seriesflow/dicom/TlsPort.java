package org.seriesflow.dicom;

import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * A port for DICOM over TLS, with the versions and cipher suites of PS3.15 section B.12.
 *
 * @param port TCP port; 0 picks a free one
 * @param context our certificate and the authorities that we trust
 * @param clientCertificate whether a peer must show a certificate of its own
 */
public record TlsPort(int port, SSLContext context, ClientCertificate clientCertificate) {

  /** What is asked of a peer in the handshake. */
  public enum ClientCertificate {
    /** Nothing: the connection is encrypted, and anybody may make one. */
    NONE,
    /** A certificate that a trusted authority has signed; without one there is no connection. */
    REQUIRED
  }

  public TlsPort {
    ReceiverSettings.requirePort(port);
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(clientCertificate, "clientCertificate");
  }
}
