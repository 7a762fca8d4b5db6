package org.seriesflow.dicom;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where to send and under which names.
 *
 * @param host peer's host name or address
 * @param port peer's TCP port
 * @param callingAet our AE title, 1 to 16 characters
 * @param calledAet the peer's AE title, 1 to 16 characters
 * @param responseTimeout how long to wait for the connection, the association and each response
 * @param window C-STOREs that may wait for their response at once, where the peer agrees
 *     (asynchronous operations window, PS3.7 section D.3.3.3); 1: one after the other
 * @param tls TLS with the versions and cipher suites of PS3.15 section B.12; empty: in the clear
 */
public record SendSettings(
    String host,
    int port,
    String callingAet,
    String calledAet,
    Duration responseTimeout,
    int window,
    Optional<Tls> tls) {

  /**
   * Whom we trust and who we are.
   *
   * @param context our certificate, where the peer wants one, and the authorities that we trust
   * @param verifyHost whether the peer's certificate must name its host
   */
  public record Tls(SSLContext context, boolean verifyHost) {}

  private static final int MAX_AET = 16;

  public SendSettings {
    Objects.requireNonNull(host, "host");
    requireAet("callingAet", callingAet);
    requireAet("calledAet", calledAet);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1..65535 and is " + port);
    }
    if (window < 1) {
      throw new IllegalArgumentException("window must be 1 or more and is " + window);
    }
  }

  public SendSettings(String host, int port, String callingAet, String calledAet) {
    this(host, port, callingAet, calledAet, Duration.ofSeconds(60), 1, Optional.empty());
  }

  public SendSettings with(Tls newTls) {
    return new SendSettings(
        host, port, callingAet, calledAet, responseTimeout, window, Optional.of(newTls));
  }

  public SendSettings withResponseTimeout(Duration newTimeout) {
    return new SendSettings(host, port, callingAet, calledAet, newTimeout, window, tls);
  }

  public SendSettings withWindow(int newWindow) {
    return new SendSettings(host, port, callingAet, calledAet, responseTimeout, newWindow, tls);
  }

  private static void requireAet(String name, String aet) {
    if (aet == null || aet.isBlank() || aet.length() > MAX_AET) {
      throw new IllegalArgumentException(
          name + " must be an AE title of 1 to 16 characters and is \"" + aet + "\"");
    }
  }
}
