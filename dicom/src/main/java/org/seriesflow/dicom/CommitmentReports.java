package org.seriesflow.dicom;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.Device;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.metric.ApplicationEntity;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.Connection;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;
import org.aoju.bus.image.metric.internal.pdu.RoleSelection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends N-EVENT-REPORT (PS3.4 section J.3.3): on the association of the request while that is open,
 * else on one of ours to where the sender listens. Tried a few times, then given up: the sender may
 * ask again at any time.
 */
final class CommitmentReports {
  private static final Logger LOG = LoggerFactory.getLogger(CommitmentReports.class);
  private static final int ALL_COMMITTED = 1;
  private static final int FAILURES_EXIST = 2;
  private static final int ATTEMPTS = 6;
  private static final int DOUBLINGS = 2;
  private static final int TIMEOUT_MILLIS = 30_000;

  private final ExecutorService executor;
  private final ScheduledExecutorService timer;
  private final Duration firstPause;

  /**
   * Describes a reporter.
   *
   * @param firstPause before the second try; each further one takes four times as long
   */
  CommitmentReports(ExecutorService executor, ScheduledExecutorService timer, Duration firstPause) {
    this.executor = executor;
    this.timer = timer;
    this.firstPause = firstPause;
  }

  /** One report on its way. */
  private record Report(
      StorageCommitment.Request request, StorageCommitment.Answer answer, Attributes information) {
    int eventType() {
      return answer.failed().isEmpty() ? ALL_COMMITTED : FAILURES_EXIST;
    }
  }

  void send(
      Association association,
      String transferSyntax,
      StorageCommitment.Request request,
      StorageCommitment.Answer answer) {
    var report = new Report(request, answer, information(request, answer));
    if (association.isReadyForDataTransfer()) {
      try {
        report(association, transferSyntax, report);
        return;
      } catch (IOException | RuntimeException e) {
        // The toolkit throws an unchecked exception where the association ended just now.
        LOG.info(
            "Storage commitment {} could not be reported on its own association: {}",
            request.transactionUid(),
            e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    attempt(report, 1);
  }

  private void attempt(Report report, int number) {
    var transaction = report.request().transactionUid();
    if (report.answer().reportTo().isEmpty()) {
      LOG.warn(
          "Storage commitment {} cannot be reported: the association of {} has ended, and no"
              + " host and port are configured for it",
          transaction,
          report.request().sender().callingAet());
      return;
    }
    try {
      connectAndReport(report);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (number == ATTEMPTS) {
        LOG.warn(
            "Storage commitment {} could not be reported to {} in {} tries, which ends it: {}",
            transaction,
            report.request().sender().callingAet(),
            ATTEMPTS,
            e.toString());
        return;
      }
      later(report, number, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void later(Report report, int number, Exception cause) {
    var pause = firstPause.multipliedBy(1L << (DOUBLINGS * (number - 1)));
    LOG.info(
        "Storage commitment {} could not be reported, next try in {} s: {}",
        report.request().transactionUid(),
        pause.toSeconds(),
        cause.toString());
    try {
      var _ =
          timer.schedule(
              () -> executor.execute(() -> attempt(report, number + 1)),
              pause.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.info(
          "Stopping: storage commitment {} is not reported", report.request().transactionUid());
    }
  }

  private void connectAndReport(Report report)
      throws IOException, GeneralSecurityException, InterruptedException {
    var local = new Connection();
    local.setConnectTimeout(TIMEOUT_MILLIS);
    local.setAcceptTimeout(TIMEOUT_MILLIS);
    local.setResponseTimeout(TIMEOUT_MILLIS);
    local.setReleaseTimeout(TIMEOUT_MILLIS);
    var sender = report.request().sender();
    var entity = new ApplicationEntity(sender.calledAet());
    entity.setAssociationInitiator(true);
    var device = new Device("seriesflow-commitment");
    device.setExecutor(executor);
    device.setScheduledExecutor(timer);
    device.addConnection(local);
    device.addApplicationEntity(entity);
    entity.addConnection(local);
    var request = new AAssociateRQ();
    request.setCallingAET(sender.calledAet());
    request.setCalledAET(sender.callingAet());
    // We stay the SCP of the service, though we open the association (PS3.4 section J.3.3.1.1).
    request.addRoleSelection(
        new RoleSelection(UID.StorageCommitmentPushModelSOPClass, false, true));
    request.addPresentationContext(
        new Presentation(
            1,
            UID.StorageCommitmentPushModelSOPClass,
            UID.ExplicitVRLittleEndian,
            UID.ImplicitVRLittleEndian));
    var to = report.answer().reportTo().orElseThrow();
    var association = entity.connect(local, new Connection("peer", to.host(), to.port()), request);
    try {
      var syntaxes = association.getTransferSyntaxesFor(UID.StorageCommitmentPushModelSOPClass);
      if (syntaxes.isEmpty()) {
        throw new IOException("the peer does not take storage commitment");
      }
      report(association, syntaxes.iterator().next(), report);
    } finally {
      association.release();
    }
  }

  private static void report(Association association, String transferSyntax, Report report)
      throws IOException, InterruptedException {
    var response =
        association.neventReport(
            UID.StorageCommitmentPushModelSOPClass,
            UID.StorageCommitmentPushModelSOPInstance,
            report.eventType(),
            report.information(),
            transferSyntax);
    if (!response.next() || response.getCommand() == null) {
      throw new IOException("no response");
    }
    var status = response.getCommand().getInt(Tag.Status, -1);
    if (status != Status.Success) {
      throw new IOException("the report is answered with " + Integer.toHexString(status) + "H");
    }
  }

  private static Attributes information(
      StorageCommitment.Request request, StorageCommitment.Answer answer) {
    var information = new Attributes();
    information.setString(Tag.TransactionUID, VR.UI, request.transactionUid());
    if (!answer.committed().isEmpty()) {
      var sequence = information.newSequence(Tag.ReferencedSOPSequence, answer.committed().size());
      answer.committed().forEach(instance -> sequence.add(item(instance)));
    }
    if (!answer.failed().isEmpty()) {
      var sequence = information.newSequence(Tag.FailedSOPSequence, answer.failed().size());
      for (var failed : answer.failed()) {
        var item = item(failed.instance());
        item.setInt(Tag.FailureReason, VR.US, failed.reason().code());
        sequence.add(item);
      }
    }
    return information;
  }

  private static Attributes item(StorageCommitment.Instance instance) {
    var item = new Attributes();
    item.setString(Tag.ReferencedSOPClassUID, VR.UI, instance.sopClassUid());
    item.setString(Tag.ReferencedSOPInstanceUID, VR.UI, instance.sopInstanceUid());
    return item;
  }
}
