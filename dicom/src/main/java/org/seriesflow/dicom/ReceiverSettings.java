package org.seriesflow.dicom;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * How the receiver listens.
 *
 * @param bindAddress local address, "0.0.0.0" for all
 * @param port TCP port; 0 picks a free one
 * @param aeTitles called AE titles that are served; empty serves any
 * @param idleTimeout an association without traffic for this long is aborted
 * @param closeTimeout how long {@link DicomReceiver#close} lets open associations finish
 * @param maxAssociations open associations at once; further ones are rejected as transient (PS3.8
 *     section 9.3.4)
 */
public record ReceiverSettings(
    String bindAddress,
    int port,
    Set<String> aeTitles,
    Duration idleTimeout,
    Duration closeTimeout,
    int maxAssociations) {

  private static final int MAX_PORT = 65_535;

  public ReceiverSettings {
    Objects.requireNonNull(bindAddress, "bindAddress");
    aeTitles = Set.copyOf(aeTitles);
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be 0..65535 and is " + port);
    }
    if (maxAssociations < 1) {
      throw new IllegalArgumentException("maxAssociations must be 1 or more: " + maxAssociations);
    }
    if (idleTimeout.isNegative() || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("idleTimeout and closeTimeout must not be negative");
    }
  }

  /** Loopback only, any called AE title, 60 s idle, 10 s to finish, 100 associations. */
  public static ReceiverSettings onLoopback(int port) {
    return new ReceiverSettings(
        "127.0.0.1", port, Set.of(), Duration.ofSeconds(60), Duration.ofSeconds(10), 100);
  }
}
