package org.seriesflow.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.AssociationHandler;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.internal.pdu.AAssociateAC;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.IdentityAC;
import org.aoju.bus.image.metric.service.BasicCEchoSCP;
import org.aoju.bus.image.metric.service.ServiceHandler;

/**
 * A DIMSE service class provider for verification and storage (PS3.4 annexes A and B).
 *
 * <p>One thread an association. Instances stream to an {@link InstanceSink}; whatever is wrong with
 * one of them is answered with a status, and the association lives on.
 */
public final class DicomReceiver implements AutoCloseable {
  private static final int PDU_LENGTH = 128 * 1024;
  private static final int BIND_ATTEMPTS = 10;
  private static final String ANY_AE_TITLE = "*";

  private final Device device;
  private final Connection connection;
  private final StoreService store;
  private final ReceiverSettings settings;
  private final ExecutorService executor;
  private final ScheduledExecutorService timer;
  private final Set<Association> open = ConcurrentHashMap.newKeySet();

  private DicomReceiver(ReceiverSettings settings, InstanceSink sink) {
    this.settings = settings;
    store = new StoreService(sink);
    executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("dicom-receiver-", 0).factory());
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dicom-receiver-timer").factory());
    connection = connection(settings);
    device = new Device("seriesflow-receiver");
    device.addConnection(connection);
    device.setLimitOpenAssociations(settings.maxAssociations());
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    device.setAssociationHandler(new OpenAssociations());
    var services = new ServiceHandler();
    services.addService(new BasicCEchoSCP());
    services.addDimseRQHandler(store, ANY_AE_TITLE);
    var titles = settings.aeTitles().isEmpty() ? Set.of(ANY_AE_TITLE) : settings.aeTitles();
    for (var title : titles) {
      var entity = new AcceptingEntity(title);
      entity.setAssociationAcceptor(true);
      entity.addConnection(connection);
      device.addApplicationEntity(entity);
    }
    device.setDimseRQHandler(services);
  }

  /**
   * Starts listening.
   *
   * @throws IOException when the port cannot be bound; the message names it
   */
  public static DicomReceiver start(ReceiverSettings settings, InstanceSink sink)
      throws IOException {
    var receiver = new DicomReceiver(settings, sink);
    try {
      receiver.bind();
      return receiver;
    } catch (IOException e) {
      receiver.close();
      throw e;
    }
  }

  private void bind() throws IOException {
    for (var attempt = 1; ; attempt++) {
      connection.setPort(settings.port() == 0 ? freePort() : settings.port());
      try {
        connection.bind();
        return;
      } catch (GeneralSecurityException e) {
        throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
      } catch (IOException e) {
        // Somebody else may take a free port before we do; a port that was asked for is not ours.
        if (settings.port() != 0 || attempt == BIND_ATTEMPTS) {
          throw portInUse(e);
        }
      }
    }
  }

  private IOException portInUse(IOException cause) {
    var bind =
        new BindException(
            "cannot listen on "
                + settings.bindAddress()
                + ":"
                + connection.getPort()
                + ": "
                + (cause.getCause() == null ? cause : cause.getCause()).getMessage());
    bind.initCause(cause);
    return bind;
  }

  private int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getByName(settings.bindAddress()))) {
      return probe.getLocalPort();
    }
  }

  private static Connection connection(ReceiverSettings settings) {
    var connection = new Connection("dicom", settings.bindAddress());
    connection.setBindAddress(settings.bindAddress());
    var idleMillis = Math.toIntExact(settings.idleTimeout().toMillis());
    connection.setIdleTimeout(idleMillis);
    connection.setRequestTimeout(idleMillis);
    connection.setReleaseTimeout(idleMillis);
    connection.setReceivePDULength(PDU_LENGTH);
    connection.setSendPDULength(PDU_LENGTH);
    connection.setTcpNoDelay(true);
    return connection;
  }

  /** The port that is listened on. */
  public int port() {
    return connection.getPort();
  }

  /** Associations that are open now. */
  public int openAssociations() {
    return open.size();
  }

  /**
   * Stops listening, lets instances that are on their way finish (as long as the settings allow),
   * then ends the associations.
   */
  @Override
  public void close() {
    device.unbindConnections();
    store.beginClosing();
    try {
      awaitIdle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.forEach(Association::abort);
    executor.shutdown();
    timer.shutdownNow();
    try {
      if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitIdle() throws InterruptedException {
    var deadline = System.nanoTime() + settings.closeTimeout().toNanos();
    synchronized (store) {
      while (!store.isIdle()) {
        var leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
          return;
        }
        store.wait(leftMillis);
      }
    }
  }

  /** Keeps the set of open associations, so that they can be ended. */
  private final class OpenAssociations extends AssociationHandler {
    @Override
    protected AAssociateAC makeAAssociateAC(
        Association association, AAssociateRQ request, IdentityAC identity) {
      AAssociateAC response;
      try {
        response = super.makeAAssociateAC(association, request, identity);
      } catch (RuntimeException e) {
        throw new UncheckedIOException(
            "association request cannot be answered", new IOException(e));
      }
      open.add(association);
      association.addAssociationListener(open::remove);
      return response;
    }
  }
}
