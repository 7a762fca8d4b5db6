package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.UID;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.aoju.bus.image.galaxy.io.ImageInputStream;
import org.aoju.bus.image.galaxy.io.ImageOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our receiver and our sender over a real connection. */
class ReceiverAndSenderTest {
  @TempDir Path folder;

  private FolderSink sink;
  private DicomReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("received")));
    receiver = DicomReceiver.start(ReceiverSettings.onLoopback(0), sink);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private SendReport send(List<Path> files) throws Exception {
    return send(files, receiver.port(), "ANY-SCP");
  }

  private static SendReport send(List<Path> files, int port, String calledAet) throws Exception {
    return DicomSender.send(
        files, new SendSettings("127.0.0.1", port, "TEST-SCU", calledAet), SendProgress.SILENT);
  }

  private List<Path> series() throws IOException {
    return SyntheticSeries.write(
        folder.resolve("series"),
        new SyntheticSpec(
            3, SyntheticSpec.Modality.MRA, SyntheticSpec.Plane.AXIAL, false, 32, 16, 6, 8));
  }

  private static String instanceUid(String name) {
    return "2.25.1" + Integer.toUnsignedString(name.hashCode());
  }

  /** A report without pixels, of a given SOP class and encoding. */
  private Path report(String name, String sopClassUid, String transferSyntax, String seriesUid)
      throws IOException {
    var dataset = new Attributes();
    dataset.setString(Tag.SOPClassUID, VR.UI, sopClassUid);
    dataset.setString(Tag.SOPInstanceUID, VR.UI, instanceUid(name));
    dataset.setString(Tag.StudyInstanceUID, VR.UI, "2.25.2");
    if (seriesUid != null) {
      dataset.setString(Tag.SeriesInstanceUID, VR.UI, seriesUid);
    }
    dataset.setString(Tag.ContentDescription, VR.LO, "something after the UIDs");
    var file = folder.resolve(name);
    try (var out = new ImageOutputStream(file.toFile())) {
      out.writeDataset(dataset.createFileMetaInformation(transferSyntax), dataset);
    }
    return file;
  }

  @Test
  void shouldStoreEveryInstanceWithItsDataSetUnchanged() throws Exception {
    var files = series();
    assertEquals(new SendReport(List.of(), files.size()), send(files));
    assertEquals(files.size(), sink.completed.size());
    for (var file : files) {
      var stored = sink.fileOf(DicomFiles.readUids(file).sopInstanceUid());
      assertEquals(ContentComparison.EQUAL, InstanceContent.same(file, stored));
    }
  }

  @Test
  void shouldWriteWhoSentItIntoTheFileMetaInformation() throws Exception {
    var file = series().getFirst();
    send(List.of(file));
    var stored = sink.fileOf(DicomFiles.readUids(file).sopInstanceUid());
    try (var in = new ImageInputStream(stored.toFile())) {
      assertEquals(
          "TEST-SCU", in.getFileMetaInformation().getString(Tag.SourceApplicationEntityTitle));
    }
    assertEquals(new AssociationInfo("TEST-SCU", "ANY-SCP", "127.0.0.1"), sink.senders.peek());
  }

  @Test
  void shouldRefuseOneInstanceAndTakeTheRestOfTheAssociation() throws Exception {
    var files = series();
    sink.refusedSopInstanceUid = DicomFiles.readUids(files.get(4)).sopInstanceUid();
    var report = send(files);
    assertEquals(files.size() - 1, report.sent());
    assertEquals(
        List.of(new Refused(files.get(4), "A700H", "the peer is out of resources: told to refuse")),
        report.refused());
  }

  @Test
  void shouldAnswerOutOfResourcesWhenTheOutputFails() throws Exception {
    sink.outputFails = true;
    var report = send(series().subList(0, 2));
    assertEquals(
        List.of("A700H", "A700H"), report.refused().stream().map(Refused::status).toList());
    try (var left = Files.list(sink.folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void shouldRefuseADataSetWhoseInstanceUidDiffersFromTheCommands() throws Exception {
    var file = series().getFirst();
    var opened = DicomFiles.open(file);
    var uids = opened.uids();
    var other =
        new SendableFile(
            file,
            new InstanceUids(
                uids.sopClassUid(),
                "2.25.999",
                uids.seriesInstanceUid(),
                uids.studyInstanceUid(),
                uids.transferSyntaxUid()),
            opened.dataSetOffset());
    var tally = new DicomSender.Tally(1, SendProgress.SILENT);
    var settings = new SendSettings("127.0.0.1", receiver.port(), "TEST-SCU", "ANY-SCP");
    try (var association = StoreAssociation.open(List.of(other), settings)) {
      assertTrue(association.send(other, tally), "the association lives on");
    }
    assertEquals("A900H", tally.report().refused().getFirst().status());
  }

  @Test
  void shouldRefuseADataSetWithoutSeriesUidAndLiveOn() throws Exception {
    var file =
        report("no-series", "1.2.840.10008.5.1.4.1.1.88.11", UID.ExplicitVRLittleEndian, null);
    var sendable =
        new SendableFile(
            file,
            new InstanceUids(
                "1.2.840.10008.5.1.4.1.1.88.11",
                instanceUid("no-series"),
                "2.25.3",
                "2.25.2",
                UID.ExplicitVRLittleEndian),
            offsetOfDataSet(file));
    var tally = new DicomSender.Tally(2, SendProgress.SILENT);
    var settings = new SendSettings("127.0.0.1", receiver.port(), "TEST-SCU", "ANY-SCP");
    try (var association = StoreAssociation.open(List.of(sendable), settings)) {
      association.send(sendable, tally);
      association.send(sendable, tally);
    }
    assertEquals(
        List.of("C000H", "C000H"), tally.report().refused().stream().map(Refused::status).toList());
    assertTrue(
        tally.report().refused().getFirst().reason().contains("SeriesInstanceUID is missing"),
        tally.report().refused().getFirst().reason());
  }

  private static long offsetOfDataSet(Path file) throws IOException {
    try (var in = new ImageInputStream(file.toFile())) {
      in.getFileMetaInformation();
      return in.getPosition();
    }
  }

  @Test
  void shouldSendMoreKindsThanOneAssociationHolds() throws Exception {
    var files = new ArrayList<Path>();
    for (var i = 0; i < DicomSender.MAX_CONTEXTS + 10; i++) {
      files.add(
          report("private-" + i, "1.3.6.1.4.1.55555." + i, UID.ImplicitVRLittleEndian, "2.25.3"));
    }
    assertEquals(files.size(), send(files).sent());
  }

  @Test
  void shouldReportFilesThatAreNoDicom() throws Exception {
    var text = Files.writeString(folder.resolve("read.me"), "no DICOM at all, only words");
    var noSeries =
        report("no-series", "1.2.840.10008.5.1.4.1.1.88.11", UID.ExplicitVRLittleEndian, null);
    var report = send(List.of(text, noSeries));
    assertEquals(
        List.of("NOT_DICOM", "MISSING_UIDS"),
        report.refused().stream().map(Refused::status).toList());
  }

  @Test
  void shouldReportAKindThatThePeerDoesNotTake() throws Exception {
    var unknown = report("odd", "1.2.840.10008.5.1.4.1.1.88.11", "1.2.3.4.5", "2.25.3");
    var report = send(List.of(unknown));
    assertEquals("NOT_ACCEPTED", report.refused().getFirst().status());
  }

  @Test
  void shouldServeOnlyTheConfiguredTitles() throws Exception {
    var settings =
        ReceiverSettings.onLoopback(0).with(PeerPolicy.OPEN.withCalledAets(Set.of("SERIESFLOW")));
    var files = series().subList(0, 1);
    try (var titled = DicomReceiver.start(settings, sink)) {
      assertEquals(1, send(files, titled.port(), "SERIESFLOW").sent());
      var rejected =
          assertThrows(
              AssociationRejectedException.class, () -> send(files, titled.port(), "OTHER"));
      assertEquals("1,1,7", rejected.codes());
    }
  }

  @Test
  void shouldSayWhereNobodyListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var files = series().subList(0, 1);
    var failure = assertThrows(IOException.class, () -> send(files, port, "ANY-SCP"));
    assertTrue(failure.getMessage().contains("127.0.0.1:" + port), failure.getMessage());
  }

  @Test
  void shouldNameThePortThatIsTaken() {
    var settings = ReceiverSettings.onLoopback(receiver.port());
    var failure = assertThrows(IOException.class, () -> DicomReceiver.start(settings, sink));
    assertTrue(
        failure.getMessage().contains(Integer.toString(receiver.port())), failure.getMessage());
  }

  @Test
  void shouldRefuseConnectionsOnceClosed() throws Exception {
    var files = series().subList(0, 1);
    assertEquals(1, send(files).sent());
    receiver.close();
    assertThrows(IOException.class, () -> send(files));
    assertEquals(0, receiver.openAssociations());
    assertNotEquals(0, receiver.port());
  }

  @Test
  void shouldLetAnInstanceOnItsWayFinishWhenClosed() throws Exception {
    var entered = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var slow =
        new InstanceSink() {
          @Override
          public Intake begin(AssociationInfo association) {
            var intake = sink.begin(association);
            return new Intake() {
              @Override
              public OutputStream output() throws IOException {
                return intake.output();
              }

              @Override
              public void complete(InstanceHeader header) throws IntakeException {
                entered.countDown();
                try {
                  go.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                intake.complete(header);
              }

              @Override
              public void close() {
                intake.close();
              }
            };
          }
        };
    var files = series().subList(0, 1);
    try (var pool = Executors.newFixedThreadPool(2)) {
      var closing = DicomReceiver.start(ReceiverSettings.onLoopback(0), slow);
      var sending = pool.submit(() -> send(files, closing.port(), "ANY-SCP"));
      entered.await();
      var closed = pool.submit(closing::close);
      go.countDown();
      assertEquals(1, sending.get().sent());
      closed.get();
      assertEquals(1, sink.completed.size());
    }
  }
}
