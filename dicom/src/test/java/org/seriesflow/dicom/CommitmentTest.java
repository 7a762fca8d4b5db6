package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage commitment over real associations: N-ACTION in, N-EVENT-REPORT out. */
class CommitmentTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  private DicomReceiver receiver(StorageCommitment commitment) throws IOException {
    return DicomReceiver.start(
        ReceiverSettings.onLoopback(0),
        new FolderSink(folder),
        ReceiverObserver.SILENT,
        commitment);
  }

  private static CommitmentPeer.Report await(CommitmentPeer peer) throws InterruptedException {
    var report = peer.reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertTrue(report != null, "no report");
    return report;
  }

  private static List<String> uids(Attributes information, int sequence) {
    var uids = new ArrayList<String>();
    information
        .getSequence(sequence)
        .forEach(item -> uids.add(item.getString(Tag.ReferencedSOPInstanceUID)));
    return uids;
  }

  /** Holds instances whose UID ends in an even digit. */
  private static StorageCommitment.Answer even(
      StorageCommitment.Request request, Optional<StorageCommitment.ReportTo> reportTo) {
    var committed = new ArrayList<StorageCommitment.Instance>();
    var failed = new ArrayList<StorageCommitment.Failed>();
    for (var instance : request.instances()) {
      var uid = instance.sopInstanceUid();
      if ((uid.charAt(uid.length() - 1) - '0') % 2 == 0) {
        committed.add(instance);
      } else {
        failed.add(
            new StorageCommitment.Failed(
                instance, StorageCommitment.FailureReason.NO_SUCH_OBJECT_INSTANCE));
      }
    }
    return new StorageCommitment.Answer(committed, failed, reportTo);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void shouldTakeTheRequestAndReportAFailureWhereNothingIsPromised() throws Exception {
    try (var receiver = receiver(StorageCommitment.NONE);
        var peer = new CommitmentPeer(0)) {
      peer.connect(receiver.port());

      assertEquals(Status.Success, peer.ask("2.25.1", "2.25.10", "2.25.11"));

      var report = await(peer);
      assertEquals(2, report.eventType());
      assertEquals("2.25.1", report.information().getString(Tag.TransactionUID));
      assertEquals(
          List.of("2.25.10", "2.25.11"), uids(report.information(), Tag.FailedSOPSequence));
      var first = report.information().getSequence(Tag.FailedSOPSequence).getFirst();
      assertEquals(0x0110, first.getInt(Tag.FailureReason, -1));
      assertNull(report.information().getSequence(Tag.ReferencedSOPSequence));
    }
  }

  @Test
  void shouldReportOnTheAssociationOfTheRequest() throws Exception {
    try (var receiver = receiver(request -> even(request, Optional.empty()));
        var peer = new CommitmentPeer(0)) {
      peer.connect(receiver.port());

      peer.ask("2.25.1", "2.25.10", "2.25.11");
      peer.ask("2.25.2", "2.25.12");

      var mixed = await(peer);
      var all = await(peer);
      if (mixed.eventType() == 1) {
        var swapped = mixed;
        mixed = all;
        all = swapped;
      }
      assertTrue(mixed.onOwnAssociation());
      assertEquals(List.of("2.25.10"), uids(mixed.information(), Tag.ReferencedSOPSequence));
      assertEquals(List.of("2.25.11"), uids(mixed.information(), Tag.FailedSOPSequence));
      assertEquals(1, all.eventType());
      assertEquals(List.of("2.25.12"), uids(all.information(), Tag.ReferencedSOPSequence));
    }
  }

  @Test
  void shouldReportOnAnAssociationOfItsOwnWhereThatOfTheRequestHasEnded() throws Exception {
    var port = freePort();
    var released = new CountDownLatch(1);
    StorageCommitment late =
        request -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return even(request, Optional.of(new StorageCommitment.ReportTo("127.0.0.1", port)));
        };
    try (var receiver = receiver(late);
        var peer = new CommitmentPeer(port)) {
      peer.connect(receiver.port());
      peer.ask("2.25.1", "2.25.10");
      peer.release();
      released.countDown();

      var report = await(peer);

      assertFalse(report.onOwnAssociation());
      assertEquals(1, report.eventType());
      assertEquals(List.of("2.25.10"), uids(report.information(), Tag.ReferencedSOPSequence));
    }
  }

  @Test
  void shouldReportAgainWhereAReportWasNotTaken() throws Exception {
    var port = freePort();
    try (var receiver =
            receiver(
                request ->
                    even(request, Optional.of(new StorageCommitment.ReportTo("127.0.0.1", port))));
        var peer = new CommitmentPeer(port)) {
      peer.reportStatus = Status.ProcessingFailure;
      peer.connect(receiver.port());
      peer.ask("2.25.1", "2.25.10");
      assertTrue(await(peer).onOwnAssociation());
      peer.reportStatus = Status.Success;

      // The first report of ours may still have been answered with the failure.
      assertFalse(await(peer).onOwnAssociation());
    }
  }

  @Test
  void shouldRefuseARequestWithoutInstances() throws Exception {
    try (var receiver = receiver(StorageCommitment.NONE);
        var peer = new CommitmentPeer(0)) {
      peer.connect(receiver.port());

      assertEquals(0x0115, peer.ask("2.25.1"));
      assertEquals(0x0115, peer.ask("no UID", "2.25.10"));
      assertEquals(Status.Success, peer.ask("2.25.1", "2.25.10"));
    }
  }
}
