package org.seriesflow.dicom;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.DimseRQHandler;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.TransferCapability;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;

/**
 * A modality that asks for storage commitment and takes reports, on its own association and on a
 * port of its own.
 */
final class CommitmentPeer implements AutoCloseable {
  static final String AET = "CT1";

  /** A report as it came. */
  record Report(int eventType, Attributes information, boolean onOwnAssociation) {}

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Device device = new Device("modality");
  private final Connection local;
  private final ApplicationEntity entity = new ApplicationEntity(AET);
  final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  volatile int reportStatus = Status.Success;
  private Association association;

  /**
   * A modality.
   *
   * @param port that it takes reports on; 0 for none
   */
  CommitmentPeer(int port) throws Exception {
    local = port == 0 ? new Connection() : new Connection("modality", "127.0.0.1", port);
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    device.addConnection(local);
    device.addApplicationEntity(entity);
    device.setDimseRQHandler(new Reports());
    entity.addConnection(local);
    entity.setAssociationInitiator(true);
    entity.setAssociationAcceptor(true);
    entity.addTransferCapability(
        new TransferCapability(
            null,
            UID.StorageCommitmentPushModelSOPClass,
            TransferCapability.Role.SCU,
            UID.ExplicitVRLittleEndian,
            UID.ImplicitVRLittleEndian));
    if (port != 0) {
      device.bindConnections();
    }
  }

  void connect(int port) throws Exception {
    var request = new AAssociateRQ();
    request.setCallingAET(AET);
    request.setCalledAET("SERIESFLOW");
    request.addPresentationContext(
        new Presentation(1, UID.StorageCommitmentPushModelSOPClass, UID.ImplicitVRLittleEndian));
    association = entity.connect(local, new Connection("scp", "127.0.0.1", port), request);
  }

  /** Asks, and gives the status of the answer. */
  int ask(String transaction, String... sopInstances) throws Exception {
    var information = new Attributes();
    information.setString(Tag.TransactionUID, VR.UI, transaction);
    var sequence = information.newSequence(Tag.ReferencedSOPSequence, sopInstances.length);
    for (var uid : sopInstances) {
      var item = new Attributes();
      item.setString(Tag.ReferencedSOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.4");
      item.setString(Tag.ReferencedSOPInstanceUID, VR.UI, uid);
      sequence.add(item);
    }
    var response =
        association.naction(
            UID.StorageCommitmentPushModelSOPClass,
            UID.StorageCommitmentPushModelSOPInstance,
            1,
            information,
            UID.ImplicitVRLittleEndian);
    response.next();
    return response.getCommand().getInt(Tag.Status, -1);
  }

  void release() throws Exception {
    association.release();
    association.waitForSocketClose();
  }

  @Override
  public void close() {
    device.unbindConnections();
    if (association != null && association.isReadyForDataTransfer()) {
      association.abort();
    }
    executor.shutdownNow();
    timer.shutdownNow();
  }

  private final class Reports implements DimseRQHandler {
    @Override
    public void onDimse(
        Association from,
        Presentation context,
        Dimse dimse,
        Attributes command,
        PDVInputStream data)
        throws java.io.IOException {
      var information = data.readDataset(context.getTransferSyntax());
      from.writeDimseRSP(context, Commands.mkNEventReportRSP(command, reportStatus));
      reports.add(
          new Report(command.getInt(Tag.EventTypeID, -1), information, from == association));
    }

    @Override
    public void onClose(Association closed) {}
  }
}
