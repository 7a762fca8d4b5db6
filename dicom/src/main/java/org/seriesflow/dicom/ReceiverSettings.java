package org.seriesflow.dicom;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the receiver listens.
 *
 * @param bindAddress local address, "0.0.0.0" for all
 * @param port TCP port for connections in the clear, 0 picks a free one; empty: there is none
 * @param tls port for TLS, beside the other or alone
 * @param peers who may associate, and for what
 * @param timeouts how long a peer may keep us waiting
 * @param deidentifier what de-identifies instances before the sink has them; empty: nothing does
 * @param asked what is read of each as it is stored, beside what every header has
 */
public record ReceiverSettings(
    String bindAddress,
    OptionalInt port,
    Optional<TlsPort> tls,
    PeerPolicy peers,
    ReceiverTimeouts timeouts,
    Optional<Deidentifier> deidentifier,
    AskedAttributes asked) {

  private static final int MAX_PORT = 65_535;

  public ReceiverSettings {
    Objects.requireNonNull(bindAddress, "bindAddress");
    Objects.requireNonNull(peers, "peers");
    Objects.requireNonNull(timeouts, "timeouts");
    port.ifPresent(ReceiverSettings::requirePort);
    if (port.isEmpty() && tls.isEmpty()) {
      throw new IllegalArgumentException("neither a port in the clear nor one for TLS is given");
    }
  }

  static void requirePort(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be 0..65535 and is " + port);
    }
  }

  /** Loopback only, in the clear, open to all, with the usual time-outs. */
  public static ReceiverSettings onLoopback(int port) {
    return new ReceiverSettings(
        "127.0.0.1",
        OptionalInt.of(port),
        Optional.empty(),
        PeerPolicy.OPEN,
        ReceiverTimeouts.USUAL,
        Optional.empty(),
        AskedAttributes.NONE);
  }

  public ReceiverSettings with(TlsPort newTls) {
    return new ReceiverSettings(
        bindAddress, port, Optional.of(newTls), peers, timeouts, deidentifier, asked);
  }

  public ReceiverSettings with(PeerPolicy newPeers) {
    return new ReceiverSettings(bindAddress, port, tls, newPeers, timeouts, deidentifier, asked);
  }

  public ReceiverSettings with(ReceiverTimeouts newTimeouts) {
    return new ReceiverSettings(bindAddress, port, tls, peers, newTimeouts, deidentifier, asked);
  }

  public ReceiverSettings with(Deidentifier newDeidentifier) {
    return new ReceiverSettings(
        bindAddress, port, tls, peers, timeouts, Optional.of(newDeidentifier), asked);
  }

  public ReceiverSettings with(AskedAttributes newAsked) {
    return new ReceiverSettings(bindAddress, port, tls, peers, timeouts, deidentifier, newAsked);
  }

  /** TLS alone. */
  public ReceiverSettings withoutClear() {
    return new ReceiverSettings(
        bindAddress, OptionalInt.empty(), tls, peers, timeouts, deidentifier, asked);
  }
}
