package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which series a sink hears of when an association ends. */
class ReleaseTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  private FolderSink sink;
  private DicomReceiver receiver;
  private List<Path> files;

  @BeforeEach
  void start() throws IOException {
    sink = new FolderSink(Files.createDirectory(folder.resolve("received")));
    receiver = DicomReceiver.start(ReceiverSettings.onLoopback(0), sink);
    files = series(5);
  }

  private List<Path> series(int seed) throws IOException {
    return SyntheticSeries.write(
        folder.resolve("series-" + seed),
        new SyntheticSpec(
            seed, SyntheticSpec.Modality.CTA, SyntheticSpec.Plane.AXIAL, false, 64, 20, 3, 8));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private SendSettings settings() {
    return new SendSettings("127.0.0.1", receiver.port(), "TEST-SCU", "ANY-SCP");
  }

  private static Map<String, String> studyOfSeries(List<Path> files) throws Exception {
    var uids = DicomFiles.readUids(files.getFirst());
    return Map.of(uids.seriesInstanceUid(), uids.studyInstanceUid());
  }

  private void storescu(String... options) throws Exception {
    SharedData.requireProgram("storescu");
    var command = new ArrayList<>(List.of("storescu"));
    command.addAll(List.of(options));
    command.addAll(List.of("127.0.0.1", Integer.toString(receiver.port())));
    files.forEach(file -> command.add(file.toString()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "storescu does not end");
    awaitAssociations(0);
  }

  private void awaitAssociations(int count) {
    Await.until(
        () -> receiver.openAssociations() <= count,
        Duration.ofSeconds(PATIENCE_SECONDS),
        () -> receiver.openAssociations() + " associations");
  }

  private Map<String, String> nextRelease() throws InterruptedException {
    return sink.released.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void shouldTellTheSeriesOfAnAssociationThatIsReleased() throws Exception {
    storescu();

    assertEquals(studyOfSeries(files), nextRelease());
  }

  @Test
  void shouldTellNothingOfAnAssociationThatIsAborted() throws Exception {
    storescu("--abort");
    // A release that follows is heard alone.
    var others = series(6);
    DicomSender.send(others, settings(), SendProgress.SILENT);

    assertEquals(studyOfSeries(others), nextRelease());
    assertTrue(sink.released.isEmpty());
  }

  @Test
  void shouldTellNothingWhereAnInstanceWasRefused() throws Exception {
    sink.refusedSopInstanceUid = DicomFiles.readUids(files.get(1)).sopInstanceUid();
    DicomSender.send(files, settings(), SendProgress.SILENT);
    var others = series(6);
    DicomSender.send(others, settings(), SendProgress.SILENT);

    assertEquals(studyOfSeries(others), nextRelease());
    assertTrue(sink.released.isEmpty());
  }

  @Test
  void shouldTellASeriesOnlyWhenTheLastOfItsAssociationsIsReleased() throws Exception {
    var sendable = SendableFile.inspect(files.getFirst());
    var tally = new DicomSender.Tally(1, SendProgress.SILENT);
    try (var other = StoreAssociation.open(List.of(sendable), settings())) {
      assertTrue(other.send(sendable, tally));
      DicomSender.send(files.subList(1, 3), settings(), SendProgress.SILENT);
      awaitAssociations(1);
    }

    assertEquals(studyOfSeries(files), nextRelease());
    assertTrue(sink.released.isEmpty());
  }
}
