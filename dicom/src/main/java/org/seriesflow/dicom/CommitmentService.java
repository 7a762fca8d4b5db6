package org.seriesflow.dicom;

import java.io.IOException;
import java.io.InputStream;
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

  /** Some fifty thousand references. */
  private static final int LONGEST_REQUEST = 8 << 20;

  private static final long MOST_INFLATED_BYTES = 64L << 20;
  private static final int INVALID_ARGUMENT = 0x0115;

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
    } catch (RefusedActionException e) {
      LOG.warn(
          "Storage commitment request of {} refused with {}H: {}",
          association.getRemoteAET(),
          Integer.toHexString(e.status),
          e.getMessage());
      association.writeDimseRSP(context, Commands.mkNActionRSP(command, e.status));
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
      throws IOException, RefusedActionException {
    if (!UID.StorageCommitmentPushModelSOPClass.equals(
        command.getString(Tag.RequestedSOPClassUID))) {
      throw new RefusedActionException(Status.NoSuchSOPclass, "another SOP class");
    }
    if (!UID.StorageCommitmentPushModelSOPInstance.equals(
        command.getString(Tag.RequestedSOPInstanceUID))) {
      throw new RefusedActionException(Status.NoSuchObjectInstance, "another SOP instance");
    }
    if (command.getInt(Tag.ActionTypeID, 0) != REQUEST_STORAGE_COMMITMENT) {
      throw new RefusedActionException(Status.NoSuchActionType, "another action type");
    }
    if (data == null) {
      throw new RefusedActionException(INVALID_ARGUMENT, "no action information");
    }
    var information = information(data, context.getTransferSyntax());
    var transaction = information.getString(Tag.TransactionUID);
    if (!InstanceUids.isUid(transaction)) {
      throw new RefusedActionException(INVALID_ARGUMENT, "TransactionUID is not a UID");
    }
    var instances = instances(information);
    return new StorageCommitment.Request(AssociationGate.info(association), transaction, instances);
  }

  // The parser stays open on purpose: closing it would close the association's stream.
  @SuppressWarnings("resource")
  private static Attributes information(PDVInputStream data, String transferSyntax)
      throws IOException, RefusedActionException {
    var limited = new Limited(data);
    try {
      var in = new DataSetStream(limited, transferSyntax, MOST_INFLATED_BYTES);
      var information = new Attributes(in.bigEndian());
      DataSetReader.readUpTo(
          in,
          Tag.ReferencedSOPSequence + 1,
          DataSetReader.Kept.STANDARD,
          HeaderMemory.usual(),
          information);
      return information;
    } catch (IOException | RuntimeException e) {
      if (limited.failure != null) {
        throw limited.failure;
      }
      throw new RefusedActionException(
          INVALID_ARGUMENT, "unreadable action information: " + e.getMessage());
    }
  }

  private static List<StorageCommitment.Instance> instances(Attributes information)
      throws RefusedActionException {
    var sequence = information.getSequence(Tag.ReferencedSOPSequence);
    var instances = new ArrayList<StorageCommitment.Instance>();
    if (sequence != null) {
      for (var item : sequence) {
        var sopClass = item.getString(Tag.ReferencedSOPClassUID);
        var sopInstance = item.getString(Tag.ReferencedSOPInstanceUID);
        if (!InstanceUids.isUid(sopClass) || !InstanceUids.isUid(sopInstance)) {
          throw new RefusedActionException(
              INVALID_ARGUMENT, "item " + (instances.size() + 1) + " lacks a UID");
        }
        instances.add(new StorageCommitment.Instance(sopClass, sopInstance));
      }
    }
    if (instances.isEmpty()) {
      throw new RefusedActionException(INVALID_ARGUMENT, "ReferencedSOPSequence is empty");
    }
    return instances;
  }

  /** Whether that is the command of this service. */
  static boolean serves(Dimse dimse) {
    return dimse == Dimse.N_ACTION_RQ;
  }

  /** The request cannot be taken up; its status says why (PS3.7 section 10.1.4.1.10). */
  private static final class RefusedActionException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedActionException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /** Ends after the longest request, and remembers that it was the network that failed. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private int left = LONGEST_REQUEST;
    private IOException failure;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("it is longer than " + LONGEST_REQUEST + " bytes");
      }
      try {
        var count = in.read(bytes, offset, Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
