package org.seriesflow.dicom;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.AdvancedHandler;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.DimseRQHandler;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.service.BasicCEchoSCP;
import org.aoju.bus.image.metric.service.ServiceHandler;

/**
 * A DIMSE service class provider for verification, storage and storage commitment (PS3.4 annexes A,
 * B and J), and for notifications of what a series consists of (annexes F.7 and R), in the clear
 * and over TLS.
 *
 * <p>One thread an association, and more where it has negotiated to have several operations in
 * work. Instances stream to an {@link InstanceSink}; whatever is wrong with one of them is answered
 * with a status, and the association lives on. No peer can hold a thread for longer than {@link
 * ReceiverTimeouts} says.
 */
public final class DicomReceiver implements AutoCloseable {
  private static final int PDU_LENGTH = 128 * 1024;
  private static final String ANY_AE_TITLE = "*";
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(2);

  private final Device device = new Device("seriesflow-receiver");
  private final Connection connection = new Connection("dicom", null);
  private final ReceiverSettings settings;
  private final StoreService store;
  private final AssociationGate gate;
  private final PeerConnections peers;
  private final ExecutorService executor;
  private final ExecutorService operations =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("dicom-receiver-operation-", 0).factory());
  private final ScheduledExecutorService timer;
  private OptionalInt port = OptionalInt.empty();
  private OptionalInt tlsPort = OptionalInt.empty();

  private DicomReceiver(
      ReceiverSettings settings,
      InstanceSink sink,
      ReceiverObserver observer,
      StorageCommitment commitment,
      SeriesNotifications notifications) {
    this.settings = settings;
    store = new StoreService(sink, settings, observer, new OperationsWindow(operations));
    gate = new AssociationGate(settings.peers(), sink, observer);
    executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("dicom-receiver-", 0).factory());
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dicom-receiver-timer").factory());
    connection.setIdleTimeout(Math.toIntExact(settings.timeouts().idle().toMillis()));
    connection.setReleaseTimeout(Math.toIntExact(settings.timeouts().read().toMillis()));
    connection.setReceivePDULength(PDU_LENGTH);
    connection.setSendPDULength(PDU_LENGTH);
    connection.setMaxOpsPerformed(OperationsWindow.MOST);
    device.addConnection(connection);
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    device.setAssociationHandler(gate);
    var reports = new CommitmentReports(executor, timer, BETWEEN_REPORTS);
    device.setDimseRQHandler(
        new WatchedServices(
            store,
            new CommitmentService(commitment, reports, executor),
            new NotificationService(notifications, settings.deidentifier()),
            new ServiceHandler()));
    var called = settings.peers().calledAets();
    for (var title : called.isEmpty() ? Set.of(ANY_AE_TITLE) : called) {
      var entity =
          new AcceptingEntity(
              title,
              settings.peers().excludedSopClasses(),
              settings.deidentifier().isPresent(),
              notifications != SeriesNotifications.NONE);
      entity.setAssociationAcceptor(true);
      entity.setAcceptedCallingAETitles(settings.peers().callingAets().toArray(String[]::new));
      entity.addConnection(connection);
      device.addApplicationEntity(entity);
    }
    peers =
        new PeerConnections(
            settings.timeouts(),
            settings.peers().maxAssociations(),
            observer,
            peer -> AdvancedHandler.INSTANCE.onAccept(connection, peer));
  }

  /**
   * Starts listening.
   *
   * @throws IOException when a port cannot be bound; the message names it
   */
  public static DicomReceiver start(
      ReceiverSettings settings,
      InstanceSink sink,
      ReceiverObserver observer,
      StorageCommitment commitment,
      SeriesNotifications notifications)
      throws IOException {
    var receiver = new DicomReceiver(settings, sink, observer, commitment, notifications);
    try {
      receiver.listen();
      return receiver;
    } catch (IOException e) {
      receiver.close();
      throw e;
    }
  }

  /** The same, and notifications are not served. */
  public static DicomReceiver start(
      ReceiverSettings settings,
      InstanceSink sink,
      ReceiverObserver observer,
      StorageCommitment commitment)
      throws IOException {
    return start(settings, sink, observer, commitment, SeriesNotifications.NONE);
  }

  /** The same, and nothing is promised to anybody. */
  public static DicomReceiver start(
      ReceiverSettings settings, InstanceSink sink, ReceiverObserver observer) throws IOException {
    return start(settings, sink, observer, StorageCommitment.NONE);
  }

  /** The same, and nobody hears of what is turned away. */
  public static DicomReceiver start(ReceiverSettings settings, InstanceSink sink)
      throws IOException {
    return start(settings, sink, ReceiverObserver.SILENT);
  }

  private void listen() throws IOException {
    var host = settings.bindAddress();
    if (settings.port().isPresent()) {
      port = OptionalInt.of(peers.listen(host, settings.port().getAsInt(), Optional.empty()));
    }
    if (settings.tls().isPresent()) {
      tlsPort = OptionalInt.of(peers.listen(host, settings.tls().get().port(), settings.tls()));
    }
  }

  /** The port that is listened on in the clear; empty where there is none. */
  public OptionalInt clearPort() {
    return port;
  }

  /** The port that is listened on with TLS; empty where there is none. */
  public OptionalInt tlsPort() {
    return tlsPort;
  }

  /** A port that is listened on: the one in the clear, and where there is none the one for TLS. */
  public int port() {
    return port.orElseGet(tlsPort::orElseThrow);
  }

  /** What is listened on, for people: "port 11112, TLS port 2762". */
  public String ports() {
    var named = new ArrayList<String>();
    port.ifPresent(number -> named.add("port " + number));
    tlsPort.ifPresent(number -> named.add("TLS port " + number));
    return String.join(", ", named);
  }

  /** Associations that are open now. */
  public int openAssociations() {
    return gate.openAssociations();
  }

  /** Connections that are open now, with an association or still without. */
  public int openConnections() {
    return peers.count();
  }

  /**
   * Stops listening, lets instances that are on their way finish (as long as the settings allow),
   * then ends the associations.
   */
  @Override
  public void close() {
    peers.stopListening();
    store.beginClosing();
    try {
      awaitIdle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gate.abortAll();
    peers.close();
    executor.shutdown();
    operations.shutdown();
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
    var deadline = System.nanoTime() + settings.timeouts().close().toNanos();
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

  /** Tells the connection where a message begins and ends, so that it can be watched. */
  private record WatchedServices(
      StoreService store,
      CommitmentService commitment,
      NotificationService notifications,
      ServiceHandler others)
      implements DimseRQHandler {
    WatchedServices {
      others.addService(new BasicCEchoSCP());
    }

    @Override
    public void onDimse(
        Association association,
        Presentation context,
        Dimse dimse,
        Attributes request,
        PDVInputStream data)
        throws IOException {
      var peer = (PeerConnection) association.getSocket();
      peer.messageBegins();
      if (CommitmentService.serves(dimse)) {
        commitment.onAction(association, context, request, data);
      } else if (notifications.serves(dimse)) {
        notifications.onOperation(association, context, dimse, request, data);
      } else {
        var service = dimse == Dimse.C_STORE_RQ ? store : others;
        service.onDimse(association, context, dimse, request, data);
      }
      if (data != null) {
        data.skipAll();
      }
      peer.messageEnds();
    }

    @Override
    public void onClose(Association association) {
      store.onClose(association);
    }
  }
}
