package org.seriesflow.dicom;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import jdk.net.ExtendedSocketOptions;
import org.seriesflow.dicom.ReceiverObserver.Cut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer's connection as the toolkit sees it: a socket that knows how long its peer keeps us
 * waiting, and that refuses PDUs longer than any that we read before room is made for them.
 *
 * <p>One thread reads; any may write or close. The watch ({@link PeerConnections}) asks for {@link
 * #overdue} and cuts the connection below TLS, which wakes whoever waits on it.
 */
final class PeerConnection extends Socket {
  private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

  /** Ours are announced with 128 KiB; an association request of 128 contexts may be longer. */
  static final int LONGEST_PDU = 512 * 1024;

  /** What a peer must bring within each read time-out; keeps slow senders and ends stalled ones. */
  private static final int PROGRESS_BYTES = 16 * 1024;

  private enum Phase {
    OPENING,
    BETWEEN_MESSAGES,
    IN_MESSAGE
  }

  private final Socket raw;
  private final Socket transport;
  private final ReceiverTimeouts timeouts;
  private final ReceiverObserver observer;
  private final Consumer<PeerConnection> whenClosed;
  private final InputStream input;
  private final OutputStream output;
  private final AtomicBoolean cut = new AtomicBoolean();
  private volatile Phase phase = Phase.OPENING;
  private volatile long phaseSince = System.nanoTime();
  private volatile boolean reading;
  private volatile long readingSince;
  private volatile boolean writing;
  private volatile long writingSince;
  private volatile long waitedNanos;
  private int progress;

  /**
   * @param raw the TCP connection
   * @param transport what carries PDUs: the same, or TLS over it
   */
  PeerConnection(
      Socket raw,
      Socket transport,
      ReceiverTimeouts timeouts,
      ReceiverObserver observer,
      Consumer<PeerConnection> whenClosed)
      throws IOException {
    this.raw = raw;
    this.transport = transport;
    this.timeouts = timeouts;
    this.observer = observer;
    this.whenClosed = whenClosed;
    input = new WatchedInput(transport.getInputStream());
    output = new WatchedOutput(transport.getOutputStream());
  }

  /** The association stands: from now on the peer may be idle. */
  void established() {
    enter(Phase.BETWEEN_MESSAGES);
  }

  /** A message has begun. */
  void messageBegins() {
    waitedNanos = 0;
    progress = 0;
    enter(Phase.IN_MESSAGE);
  }

  /** The message has been answered. */
  void messageEnds() {
    enter(Phase.BETWEEN_MESSAGES);
  }

  private void enter(Phase next) {
    phaseSince = System.nanoTime();
    phase = next;
  }

  /** Whether the peer has kept us waiting for too long, and with what. */
  Optional<Cut> overdue(long now) {
    if (writing && now - writingSince > timeouts.write().toNanos()) {
      return Optional.of(Cut.NOT_READING);
    }
    var inPhase = now - phaseSince;
    return switch (phase) {
      case OPENING ->
          inPhase > timeouts.associate().toNanos()
              ? Optional.of(Cut.NO_ASSOCIATION_REQUEST)
              : Optional.empty();
      case IN_MESSAGE ->
          waitedNanos + (reading ? now - readingSince : 0) > timeouts.read().toNanos()
              ? Optional.of(Cut.NOT_SENDING)
              : Optional.empty();
      // The toolkit aborts an idle association in order; this is for one that cannot be.
      case BETWEEN_MESSAGES ->
          inPhase > timeouts.idle().plus(timeouts.write()).toNanos()
              ? Optional.of(Cut.IDLE)
              : Optional.empty();
    };
  }

  /** Whether nothing was said for the idle time-out. */
  boolean isIdle() {
    return phase == Phase.BETWEEN_MESSAGES
        && System.nanoTime() - phaseSince >= timeouts.idle().toNanos();
  }

  /** Ends the connection below TLS, without a word to the peer; never blocks. */
  void cut(Cut reason) {
    report(reason, "");
    drop();
  }

  /** The same for our own reasons, which nobody counts. */
  void drop() {
    try {
      raw.close();
    } catch (IOException e) {
      LOG.debug("Closing {} failed", this, e);
    }
    whenClosed.accept(this);
  }

  private void report(Cut reason, String detail) {
    if (cut.compareAndSet(false, true)) {
      LOG.warn("Connection of {} cut: {}{}", remoteAddress(), reason, detail);
      observer.connectionCut(remoteAddress(), reason);
    }
  }

  String remoteAddress() {
    return raw.getInetAddress().getHostAddress();
  }

  /**
   * Keeps a peer that does not set TCP_NODELAY from waiting for our delayed acknowledgement (40 ms
   * on Linux) between command and data set. The option does not stick, hence once a message.
   */
  void acknowledgeAtOnce() throws IOException {
    if (raw.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      raw.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  /** Closes in order, which over TLS means a last word to the peer; that is watched, too. */
  @Override
  public void close() throws IOException {
    beginWriting();
    try {
      transport.close();
    } finally {
      writing = false;
      drop();
    }
  }

  @Override
  public boolean isClosed() {
    return raw.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return raw.getInetAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return raw.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return raw.getLocalSocketAddress();
  }

  @Override
  public String toString() {
    return transport.toString();
  }

  private void beginWriting() {
    writingSince = System.nanoTime();
    writing = true;
  }

  /** Measures how long the peer lets us wait, and looks at each PDU. */
  private final class WatchedInput extends FilterInputStream {
    private final PduBoundaries boundaries = new PduBoundaries(LONGEST_PDU);
    private Optional<PduBoundaries.Violation> violation = Optional.empty();

    WatchedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireNoViolation();
      readingSince = System.nanoTime();
      reading = true;
      int count;
      try {
        count = in.read(bytes, offset, length);
      } catch (SSLException e) {
        if (phase == Phase.OPENING) {
          report(Cut.TLS, ": " + e.getMessage());
        }
        throw e;
      } finally {
        // Only this thread writes the sum; a wait is added to it before it counts as over.
        var sum = waitedNanos + (System.nanoTime() - readingSince);
        waitedNanos = sum;
        reading = false;
      }
      if (count > 0) {
        advance(count);
        check(bytes, offset, count);
      }
      return count;
    }

    private void advance(int count) {
      progress += count;
      if (progress >= PROGRESS_BYTES) {
        progress = 0;
        waitedNanos = 0;
      }
    }

    private void check(byte[] bytes, int offset, int count) throws IOException {
      violation = boundaries.pass(bytes, offset, count);
      if (violation.isPresent()) {
        report(violation.get().cut(), ": " + violation.get().what());
        output.write(PduBoundaries.INVALID_PDU_PARAMETER);
        output.flush();
      }
      requireNoViolation();
    }

    /** The toolkit reads what is left of a message before it gives up; nothing of it comes. */
    private void requireNoViolation() throws IOException {
      if (violation.isPresent()) {
        throw new IOException(violation.get().cut() + ": " + violation.get().what());
      }
    }
  }

  /** Measures how long the peer lets us wait with what it does not read. */
  private final class WatchedOutput extends FilterOutputStream {
    WatchedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      beginWriting();
      try {
        out.write(bytes, offset, length);
      } finally {
        writing = false;
      }
    }
  }
}
