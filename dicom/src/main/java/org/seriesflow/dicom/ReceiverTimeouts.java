package org.seriesflow.dicom;

import java.time.Duration;

/**
 * How long a peer may keep us waiting. Each ends in a closed connection, so that no peer holds a
 * thread for ever.
 *
 * @param associate from the connection to a complete A-ASSOCIATE-RQ, a TLS handshake included (the
 *     ARTIM timer of PS3.8 section 9.1.5)
 * @param idle between two messages; then the association is aborted
 * @param read waiting for more of a message that has begun: each 16 KiB of it, and its end, must
 *     not take longer; the time that we spend on it ourselves does not count
 * @param write until the peer takes what we answer
 * @param close how long {@link DicomReceiver#close} lets instances in work finish
 */
public record ReceiverTimeouts(
    Duration associate, Duration idle, Duration read, Duration write, Duration close) {

  /** 30 s for the association, 60 s idle, 30 s to read, 30 s to write, 10 s to finish. */
  public static final ReceiverTimeouts USUAL =
      new ReceiverTimeouts(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  public ReceiverTimeouts {
    requirePositive("associate", associate);
    requirePositive("idle", idle);
    requirePositive("read", read);
    requirePositive("write", write);
    if (close.isNegative()) {
      throw new IllegalArgumentException("close timeout must not be negative and is " + close);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " timeout must be positive and is " + value);
    }
  }
}
