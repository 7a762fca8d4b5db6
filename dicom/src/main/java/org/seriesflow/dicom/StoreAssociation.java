package org.seriesflow.dicom;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aoju.bus.image.Status;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.metric.Association;
import org.aoju.bus.image.metric.DimseRSPHandler;
import org.aoju.bus.image.metric.InputStreamWriter;
import org.aoju.bus.image.metric.internal.pdu.AAssociateRQ;
import org.aoju.bus.image.metric.internal.pdu.Presentation;

/** One association as a C-STORE SCU. */
final class StoreAssociation implements AutoCloseable {
  private static final int BUFFER = 128 * 1024;
  private static final int MEDIUM_PRIORITY = 0;
  private static final int SYNCHRONOUS = 1;

  private final ClientAssociation client;
  private final Association association;

  private StoreAssociation(ClientAssociation client) {
    this.client = client;
    association = client.association();
  }

  static StoreAssociation open(List<SendableFile> files, SendSettings settings)
      throws IOException, InterruptedException {
    return new StoreAssociation(ClientAssociation.open(request(files), settings));
  }

  private static AAssociateRQ request(List<SendableFile> files) {
    var request = new AAssociateRQ();
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
   * Sends one file. What became of it the tally is told before this returns, or, within the window
   * that the peer has granted, later, at the latest when this association is closed.
   *
   * @return whether another file can be sent
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
    var response = new Response(association.nextMessageID(), file, tally);
    try (var in = new BufferedInputStream(Files.newInputStream(file.file()), BUFFER)) {
      in.skipNBytes(file.dataSetOffset());
      association.cstore(
          uids.sopClassUid(),
          uids.sopInstanceUid(),
          MEDIUM_PRIORITY,
          new InputStreamWriter(in),
          uids.transferSyntaxUid(),
          response);
      if (association.getAAssociateAC().getMaxOpsInvoked() == SYNCHRONOUS) {
        association.waitForOutstandingRSP();
        response.await();
      }
    } catch (IOException e) {
      response.failed(ClientAssociation.reasonOf(e));
      association.abort();
    }
    return association.isReadyForDataTransfer();
  }

  /** Tells the tally, once, what became of a file. */
  private static final class Response extends DimseRSPHandler {
    private final SendableFile file;
    private final DicomSender.Tally tally;
    private final CountDownLatch told = new CountDownLatch(1);
    private final AtomicBoolean known = new AtomicBoolean();

    Response(int messageId, SendableFile file, DicomSender.Tally tally) {
      super(messageId);
      this.file = file;
      this.tally = tally;
    }

    @Override
    public void onDimseRSP(Association as, Attributes command, Attributes data) {
      super.onDimseRSP(as, command, data);
      tell(() -> record(file, command, tally));
    }

    @Override
    public void onClose(Association as) {
      super.onClose(as);
      failed("no response");
    }

    void failed(String reason) {
      tell(
          () ->
              tally.refuse(
                  file.file(),
                  "NO_RESPONSE",
                  "the association ended before a response: " + reason));
    }

    private void tell(Runnable what) {
      if (known.compareAndSet(false, true)) {
        what.run();
        told.countDown();
      }
    }

    void await() throws InterruptedException {
      told.await();
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

  @Override
  public void close() {
    client.close();
  }
}
