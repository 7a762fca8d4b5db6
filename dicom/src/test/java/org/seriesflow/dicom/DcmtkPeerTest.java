package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our receiver against dcmtk's programs, and our sender against its storescp. */
class DcmtkPeerTest {
  private static final int TIMEOUT_SECONDS = 60;

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

  private record Ended(int exit, String output) {}

  private Ended run(List<String> command) throws Exception {
    var log = folder.resolve("output.txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("TCP_NODELAY", "1");
    var process = builder.start();
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "the peer does not end");
    return new Ended(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }

  private List<Path> series() throws IOException {
    return SyntheticSeries.write(
        folder.resolve("series"),
        new SyntheticSpec(
            5, SyntheticSpec.Modality.CTA, SyntheticSpec.Plane.AXIAL, false, 64, 20, 3, 8));
  }

  private Ended store(List<String> options, List<Path> files) throws Exception {
    var command = new ArrayList<>(List.of("storescu", "-v"));
    command.addAll(options);
    command.add("127.0.0.1");
    command.add(Integer.toString(receiver.port()));
    files.forEach(file -> command.add(file.toString()));
    return run(command);
  }

  @Test
  void shouldAnswerAnEcho() throws Exception {
    SharedData.requireProgram("echoscu");
    var ended = run(List.of("echoscu", "-v", "127.0.0.1", Integer.toString(receiver.port())));
    assertEquals(0, ended.exit(), ended.output());
  }

  @Test
  void shouldTakeASeriesFromStorescu() throws Exception {
    SharedData.requireProgram("storescu");
    var files = series();
    var ended = store(List.of(), files);
    assertEquals(0, ended.exit(), ended.output());
    assertEquals(files.size(), sink.completed.size());
  }

  @Test
  void shouldKeepTheAssociationWhenOneObjectIsRefused() throws Exception {
    SharedData.requireProgram("storescu");
    var files = series();
    sink.refusedSopInstanceUid = DicomFiles.readUids(files.get(2)).sopInstanceUid();
    sink.refusal = IntakeException.Kind.CANNOT_UNDERSTAND;
    var ended = store(List.of("--no-halt"), files);
    assertEquals(files.size() - 1, sink.completed.size(), ended.output());
    assertTrue(ended.output().contains("CannotUnderstand"), ended.output());
  }

  @Test
  void shouldTakeEveryEncodingOfTheSameImage() throws Exception {
    SharedData.requireProgram("storescu");
    var encodings = SharedData.resolve("compressed/same_image_9_encodings");
    var files = new ArrayList<Path>();
    try (var listed = Files.list(encodings)) {
      listed.filter(file -> file.toString().endsWith(".dcm")).sorted().forEach(files::add);
    }
    for (var file : files) {
      // One encoding an association, proposed as it is: dcmtk would else choose for us.
      var proposal = proposal(DicomFiles.readUids(file).transferSyntaxUid());
      var ended = store(proposal, List.of(file));
      assertEquals(0, ended.exit(), file + ": " + ended.output());
    }
    assertEquals(
        files.size(), sink.completed.stream().map(InstanceUids::transferSyntaxUid).count());
  }

  private static List<String> proposal(String transferSyntaxUid) {
    return switch (transferSyntaxUid) {
      case "1.2.840.10008.1.2" -> List.of("-xi");
      case "1.2.840.10008.1.2.1" -> List.of("-xe");
      case "1.2.840.10008.1.2.2" -> List.of("-xb");
      case "1.2.840.10008.1.2.5" -> List.of("-xr");
      case "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70" -> List.of("-xs");
      case "1.2.840.10008.1.2.4.80" -> List.of("-xt");
      case "1.2.840.10008.1.2.4.81" -> List.of("-xu");
      case "1.2.840.10008.1.2.4.90" -> List.of("-xv");
      default -> List.of("-xw");
    };
  }
}
