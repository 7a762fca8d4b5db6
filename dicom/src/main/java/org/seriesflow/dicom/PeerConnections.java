package org.seriesflow.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.seriesflow.dicom.ReceiverObserver.Cut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening ports, the connections that they have accepted, and the watch over these.
 *
 * <p>Neither thread here ever waits for a peer: TLS handshakes happen on the association's own
 * thread, and the watch closes the TCP connection below whatever is stuck.
 */
final class PeerConnections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnections.class);

  /** Connections beyond the associations allowed, so that these can be rejected with a reason. */
  private static final int TO_BE_REJECTED = 32;

  /** A peer whose connection finds no place here tries again after a second, and then later. */
  private static final int BACKLOG = 1024;

  private static final Duration LONGEST_WATCH_INTERVAL = Duration.ofSeconds(1);
  private static final int WATCHES_PER_TIMEOUT = 4;
  private static final int PAUSE_AFTER_FAILURE_MILLIS = 100;

  /** Takes over a new connection; must not wait for it. */
  @FunctionalInterface
  interface Acceptor {
    void accept(PeerConnection peer) throws IOException;
  }

  private final ReceiverTimeouts timeouts;
  private final ReceiverObserver observer;
  private final int maxConnections;
  private final Acceptor acceptor;
  private final List<ServerSocket> servers = new ArrayList<>();
  private final Set<PeerConnection> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  PeerConnections(
      ReceiverTimeouts timeouts,
      int maxAssociations,
      ReceiverObserver observer,
      Acceptor acceptor) {
    this.timeouts = timeouts;
    this.observer = observer;
    this.acceptor = acceptor;
    maxConnections = maxAssociations + TO_BE_REJECTED;
    Thread.ofPlatform().daemon().name("dicom-receiver-watch").start(this::watch);
  }

  /**
   * Starts listening.
   *
   * @param tls TLS on this port; empty: in the clear
   * @return the port
   * @throws IOException when it cannot be bound; the message names it
   */
  int listen(String host, int port, Optional<TlsPort> tls) throws IOException {
    var server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException e) {
      server.close();
      var bind =
          new BindException("cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()));
      bind.initCause(e);
      throw bind;
    }
    servers.add(server);
    Thread.ofPlatform()
        .daemon()
        .name("dicom-receiver-port-" + server.getLocalPort())
        .start(() -> acceptAll(server, tls));
    return server.getLocalPort();
  }

  private void acceptAll(ServerSocket server, Optional<TlsPort> tls) {
    while (!server.isClosed()) {
      try {
        accept(server.accept(), tls);
      } catch (IOException e) {
        if (!server.isClosed()) {
          // Too many open files, say: that passes, and a port that went deaf would not.
          LOG.warn("A connection could not be accepted: {}", e.toString());
          pause();
        }
      }
    }
  }

  private void pause() {
    try {
      closed.await(PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(Socket raw, Optional<TlsPort> tls) throws IOException {
    try {
      raw.setTcpNoDelay(true);
      var transport = tls.isPresent() ? overTls(raw, tls.get()) : raw;
      var peer = new PeerConnection(raw, transport, timeouts, observer, open::remove);
      if (open.size() >= maxConnections) {
        peer.cut(Cut.TOO_MANY_CONNECTIONS);
        return;
      }
      open.add(peer);
      acceptor.accept(peer);
    } catch (IOException | RuntimeException e) {
      LOG.warn("A connection could not be served: {}", e.toString());
      raw.close();
    }
  }

  private static SSLSocket overTls(Socket raw, TlsPort tls) throws IOException {
    var secured = (SSLSocket) tls.context().getSocketFactory().createSocket(raw, null, true);
    var parameters = TlsProfile.parameters();
    parameters.setNeedClientAuth(tls.clientCertificate() == TlsPort.ClientCertificate.REQUIRED);
    secured.setSSLParameters(parameters);
    secured.setUseClientMode(false);
    return secured;
  }

  private void watch() {
    var interval = watchInterval().toMillis();
    try {
      while (!closed.await(interval, TimeUnit.MILLISECONDS)) {
        var now = System.nanoTime();
        for (var peer : open) {
          peer.overdue(now).ifPresent(peer::cut);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration watchInterval() {
    var shortest = timeouts.associate();
    for (var other : List.of(timeouts.idle(), timeouts.read(), timeouts.write())) {
      shortest = shortest.compareTo(other) < 0 ? shortest : other;
    }
    var interval = shortest.dividedBy(WATCHES_PER_TIMEOUT).plusMillis(1);
    return interval.compareTo(LONGEST_WATCH_INTERVAL) < 0 ? interval : LONGEST_WATCH_INTERVAL;
  }

  /** Connections that are open now, with or without an association. */
  int count() {
    return open.size();
  }

  /** Accepts no more; connections live on, and are watched. */
  void stopListening() {
    for (var server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends everything. */
  @Override
  public void close() {
    stopListening();
    closed.countDown();
    open.forEach(PeerConnection::drop);
  }
}
