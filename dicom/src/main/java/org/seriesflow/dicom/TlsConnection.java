package org.seriesflow.dicom;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLSocket;
import org.aoju.bus.core.exception.InternalException;
import org.aoju.bus.image.metric.Connection;

/**
 * The toolkit's outgoing connection with TLS over it. Its own TLS knows nothing newer than 1.2 and
 * does not look at the host name.
 */
final class TlsConnection extends Connection {
  private static final long serialVersionUID = 1L;

  private final transient SendSettings settings;

  TlsConnection(SendSettings settings) {
    this.settings = settings;
  }

  @Override
  public Socket connect(Connection remote)
      throws IOException, InternalException, GeneralSecurityException {
    var raw = super.connect(remote);
    try {
      return secure(raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private SSLSocket secure(Socket raw) throws IOException {
    var tls = settings.tls().orElseThrow();
    var secured =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(raw, settings.host(), settings.port(), true);
    var parameters = TlsProfile.parameters();
    if (tls.verifyHost()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secured.setSSLParameters(parameters);
    raw.setSoTimeout(getConnectTimeout());
    secured.startHandshake();
    raw.setSoTimeout(0);
    return secured;
  }
}
