package org.seriesflow.dicom;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.InputStreamWriter;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRJ;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One association as a C-STORE SCU. */
final class StoreAssociation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreAssociation.class);

  private static final int PDU_LENGTH = 128 * 1024;
  private static final int MEDIUM_PRIORITY = 0;

  private final Association association;
  private final ExecutorService executor;
  private final ScheduledExecutorService timer;

  private StoreAssociation(
      Association association, ExecutorService executor, ScheduledExecutorService timer) {
    this.association = association;
    this.executor = executor;
    this.timer = timer;
  }

  static StoreAssociation open(List<SendableFile> files, SendSettings settings)
      throws IOException, InterruptedException {
    var executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("dicom-sender-", 0).factory());
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dicom-sender-timer").factory());
    var timeoutMillis = Math.toIntExact(settings.responseTimeout().toMillis());
    var local = settings.tls().isPresent() ? new TlsConnection(settings) : new Connection();
    local.setConnectTimeout(timeoutMillis);
    local.setAcceptTimeout(timeoutMillis);
    local.setResponseTimeout(timeoutMillis);
    local.setReleaseTimeout(timeoutMillis);
    local.setSendPDULength(PDU_LENGTH);
    local.setReceivePDULength(PDU_LENGTH);
    local.setTcpNoDelay(true);
    var entity = new ApplicationEntity(settings.callingAet());
    entity.setAssociationInitiator(true);
    var device = new Device("seriesflow-sender");
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    device.addConnection(local);
    device.addApplicationEntity(entity);
    entity.addConnection(local);
    try {
      var remote = new Connection("peer", settings.host(), settings.port());
      var association = entity.connect(local, remote, request(files, settings));
      return new StoreAssociation(association, executor, timer);
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

  private static AAssociateRQ request(List<SendableFile> files, SendSettings settings) {
    var request = new AAssociateRQ();
    request.setCallingAET(settings.callingAet());
    request.setCalledAET(settings.calledAet());
    var kinds = new LinkedHashSet<SendableFile.Kind>();
    files.forEach(file -> kinds.add(file.kind()));
    var contextId = 1;
    for (var kind : kinds) {
      request.addPresentationContext(
          new Presentation(contextId, kind.sopClassUid(), kind.transferSyntaxUid()));
      contextId += 2;
    }
    return request;
  }

  /**
   * Sends one file and tells the tally what became of it.
   *
   * @return whether the association can be used for the next one
   */
  boolean send(SendableFile file, DicomSender.Tally tally) throws InterruptedException {
    var uids = file.uids();
    if (!association
        .getTransferSyntaxesFor(uids.sopClassUid())
        .contains(uids.transferSyntaxUid())) {
      tally.refuse(
          file.file(),
          "NOT_ACCEPTED",
          "the peer does not take SOP class %s in %s"
              .formatted(uids.sopClassUid(), TransferSyntaxes.describe(uids.transferSyntaxUid())));
      return true;
    }
    try (var in = new BufferedInputStream(Files.newInputStream(file.file()), PDU_LENGTH)) {
      in.skipNBytes(file.dataSetOffset());
      var response =
          association.cstore(
              uids.sopClassUid(),
              uids.sopInstanceUid(),
              MEDIUM_PRIORITY,
              new InputStreamWriter(in),
              uids.transferSyntaxUid());
      if (!response.next() || response.getCommand() == null) {
        throw new IOException("no response");
      }
      record(file, response.getCommand(), tally);
      return true;
    } catch (IOException e) {
      tally.refuse(
          file.file(), "NO_RESPONSE", "the association ended before a response: " + reasonOf(e));
      association.abort();
      return false;
    }
  }

  private static void record(SendableFile file, Attributes command, DicomSender.Tally tally) {
    var status = command.getInt(Tag.Status, -1);
    if (status == Status.Success || (status & 0xF000) == 0xB000) {
      tally.accept(file.file());
      return;
    }
    var comment = command.getString(Tag.ErrorComment, "");
    tally.refuse(
        file.file(),
        HexFormat.of().toHexDigits((short) status).toUpperCase(Locale.ROOT) + "H",
        meaning(status) + (comment.isEmpty() ? "" : ": " + comment));
  }

  /** PS3.4 table B.2-1 and PS3.7 annex C. */
  private static String meaning(int status) {
    return switch (status & 0xF000) {
      case 0xA000 ->
          (status & 0xFF00) == 0xA900
              ? "the peer says that the data set does not match its SOP class"
              : "the peer is out of resources";
      case 0xC000 -> "the peer cannot understand the data set";
      default ->
          status == Status.SOPclassNotSupported
              ? "the peer does not support the SOP class"
              : "the peer failed to process it";
    };
  }

  private static String reasonOf(Exception e) {
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
