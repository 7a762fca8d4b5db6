package org.seriesflow.dicom;

import static org.seriesflow.dicom.RefusedOperationException.INVALID_ARGUMENT;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.aoju.bus.image.Dimse;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Commands;
import org.aoju.bus.image.metric.PDVInputStream;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage commitment SCP (PS3.4 annex J.3): takes N-ACTION, decides in the background, and
 * reports.
 */
final class CommitmentService {
  private static final Logger LOG = LoggerFactory.getLogger(CommitmentService.class);
  private static final int REQUEST_STORAGE_COMMITMENT = 1;

  private final StorageCommitment decision;
  private final CommitmentReports reports;
  private final Executor executor;

  CommitmentService(StorageCommitment decision, CommitmentReports reports, Executor executor) {
    this.decision = decision;
    this.reports = reports;
    this.executor = executor;
  }

  /**
   * Answers an N-ACTION-RQ.
   *
   * @param data null where the command says that there is none
   */
  void onAction(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException {
    StorageCommitment.Request request;
    try {
      request = read(association, context, command, data);
    } catch (RefusedOperationException e) {
      LOG.warn(
          "Storage commitment request of {} refused with {}H: {}",
          association.getRemoteAET(),
          Integer.toHexString(e.status()),
          e.getMessage());
      association.writeDimseRSP(context, Commands.mkNActionRSP(command, e.status()));
      return;
    }
    association.writeDimseRSP(context, Commands.mkNActionRSP(command, Status.Success));
    executor.execute(() -> decide(association, context, request));
  }

  private void decide(
      Association association, Presentation context, StorageCommitment.Request request) {
    StorageCommitment.Answer answer;
    try {
      answer = decision.decide(request);
    } catch (RuntimeException e) {
      LOG.error("Storage commitment {} could not be decided", request.transactionUid(), e);
      answer = StorageCommitment.NONE.decide(request);
    }
    LOG.info(
        "Storage commitment {} of {}: {} instances committed, {} not",
        request.transactionUid(),
        request.sender().callingAet(),
        answer.committed().size(),
        answer.failed().size());
    reports.send(association, context.getTransferSyntax(), request, answer);
  }

  private static StorageCommitment.Request read(
      Association association, Presentation context, Attributes command, PDVInputStream data)
      throws IOException, RefusedOperationException {
    if (!UID.StorageCommitmentPushModelSOPClass.equals(
        command.getString(Tag.RequestedSOPClassUID))) {
      throw new RefusedOperationException(Status.NoSuchSOPclass, "another SOP class");
    }
    if (!UID.StorageCommitmentPushModelSOPInstance.equals(
        command.getString(Tag.RequestedSOPInstanceUID))) {
      throw new RefusedOperationException(Status.NoSuchObjectInstance, "another SOP instance");
    }
    if (command.getInt(Tag.ActionTypeID, 0) != REQUEST_STORAGE_COMMITMENT) {
      throw new RefusedOperationException(Status.NoSuchActionType, "another action type");
    }
    var information =
        OperationDataSet.read(data, context.getTransferSyntax(), Tag.ReferencedSOPSequence);
    var transaction = information.getString(Tag.TransactionUID);
    if (!InstanceUids.isUid(transaction)) {
      throw new RefusedOperationException(INVALID_ARGUMENT, "TransactionUID is not a UID");
    }
    var instances = instances(information);
    return new StorageCommitment.Request(AssociationGate.info(association), transaction, instances);
  }

  private static List<StorageCommitment.Instance> instances(Attributes information)
      throws RefusedOperationException {
    var sequence = information.getSequence(Tag.ReferencedSOPSequence);
    var instances = new ArrayList<StorageCommitment.Instance>();
    if (sequence != null) {
      for (var item : sequence) {
        var sopClass = item.getString(Tag.ReferencedSOPClassUID);
        var sopInstance = item.getString(Tag.ReferencedSOPInstanceUID);
        if (!InstanceUids.isUid(sopClass) || !InstanceUids.isUid(sopInstance)) {
          throw new RefusedOperationException(
              INVALID_ARGUMENT, "item " + (instances.size() + 1) + " lacks a UID");
        }
        instances.add(new StorageCommitment.Instance(sopClass, sopInstance));
      }
    }
    if (instances.isEmpty()) {
      throw new RefusedOperationException(INVALID_ARGUMENT, "ReferencedSOPSequence is empty");
    }
    return instances;
  }

  /** Whether that is the command of this service. */
  static boolean serves(Dimse dimse) {
    return dimse == Dimse.N_ACTION_RQ;
  }
}
