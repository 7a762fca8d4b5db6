package org.seriesflow.dicom;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An association of ours as an SCU, with the threads that it needs. */
final class ClientAssociation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientAssociation.class);

  private static final int PDU_LENGTH = 128 * 1024;

  private final Association association;
  private final ExecutorService executor;
  private final ScheduledExecutorService timer;

  private ClientAssociation(
      Association association, ExecutorService executor, ScheduledExecutorService timer) {
    this.association = association;
    this.executor = executor;
    this.timer = timer;
  }

  /**
   * Opens an association.
   *
   * @param request presentation contexts; its AE titles are set here
   * @throws IOException when none can be made; the message says with whom and why
   */
  static ClientAssociation open(AAssociateRQ request, SendSettings settings)
      throws IOException, InterruptedException {
    request.setCallingAET(settings.callingAet());
    request.setCalledAET(settings.calledAet());
    if (settings.window() > 1) {
      request.setMaxOpsInvoked(settings.window());
    }
    var executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("dicom-client-", 0).factory());
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dicom-client-timer").factory());
    var local = connection(settings);
    var entity = new ApplicationEntity(settings.callingAet());
    entity.setAssociationInitiator(true);
    var device = new Device("seriesflow-client");
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    device.addConnection(local);
    device.addApplicationEntity(entity);
    entity.addConnection(local);
    try {
      var remote = new Connection("peer", settings.host(), settings.port());
      return new ClientAssociation(entity.connect(local, remote, request), executor, timer);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      executor.shutdownNow();
      timer.shutdownNow();
      var message =
          "no association with %s at %s:%d: %s"
              .formatted(settings.calledAet(), settings.host(), settings.port(), reasonOf(e));
      if (e instanceof AAssociateRJ rejected) {
        throw new AssociationRejectedException(
            message, rejected.getResult(), rejected.getSource(), rejected.getReason(), e);
      }
      throw new IOException(message, e);
    }
  }

  private static Connection connection(SendSettings settings) {
    var timeoutMillis = Math.toIntExact(settings.responseTimeout().toMillis());
    var local = settings.tls().isPresent() ? new TlsConnection(settings) : new Connection();
    local.setConnectTimeout(timeoutMillis);
    local.setAcceptTimeout(timeoutMillis);
    local.setResponseTimeout(timeoutMillis);
    local.setReleaseTimeout(timeoutMillis);
    local.setSendPDULength(PDU_LENGTH);
    local.setReceivePDULength(PDU_LENGTH);
    local.setTcpNoDelay(true);
    local.setMaxOpsInvoked(settings.window());
    return local;
  }

  Association association() {
    return association;
  }

  /** The message of an exception, or of what caused it. */
  static String reasonOf(Exception e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  @Override
  public void close() {
    try {
      if (association.isReadyForDataTransfer()) {
        association.waitForOutstandingRSP();
        association.release();
        association.waitForSocketClose();
      }
    } catch (IOException e) {
      // Every response has arrived: a peer that aborts instead of releasing takes nothing back.
      LOG.debug("The association was not released in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      executor.shutdownNow();
      timer.shutdownNow();
    }
  }
}
