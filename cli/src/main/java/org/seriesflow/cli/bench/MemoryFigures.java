package org.seriesflow.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.seriesflow.benchmarks.ProcessMemory;
import org.seriesflow.benchmarks.ScratchFolder;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.ServiceProcesses;
import org.seriesflow.cli.report.Report;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.SendReport;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.StowSender;
import org.seriesflow.dicom.StowTarget;
import org.seriesflow.dicom.SyntheticMultiFrame;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/**
 * {@code bench memory}: an ingest-service of its own for each input, until the volume is stored.
 */
final class MemoryFigures {
  private static final long SEED = 20_260_102;
  private static final int ROWS = 512;
  private static final double MEBIBYTE = 1 << 20;
  private static final String VOLUME = ".nii";
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<String> progress;

  private MemoryFigures(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Writes the input below a folder. */
  @FunctionalInterface
  private interface Input {
    List<Path> write(Path folder) throws IOException;
  }

  /** Sends files to a service. */
  @FunctionalInterface
  private interface Way {
    SendReport send(List<Path> files, DemoStack stack) throws IOException, InterruptedException;
  }

  static MemoryReport measure(int slices, int frames, Consumer<String> progress)
      throws IOException, InterruptedException {
    var figures = new MemoryFigures(progress);
    var object = "a multi-frame object of " + frames + " frames";
    Input frameFile =
        folder -> List.of(SyntheticMultiFrame.write(folder.resolve("many.dcm"), ROWS, frames));
    return new MemoryReport(
        "memory",
        Report.thisMachine(),
        List.of(
            figures.entry(
                slices + " slices by C-STORE",
                folder -> slices(folder, slices),
                MemoryFigures::store),
            figures.entry(object + " by C-STORE", frameFile, MemoryFigures::store),
            figures.entry(object + " by STOW-RS", frameFile, MemoryFigures::post)));
  }

  private static SendReport store(List<Path> files, DemoStack stack)
      throws IOException, InterruptedException {
    var address = new SendSettings("127.0.0.1", stack.dicomPort(), "BENCH", DemoPorts.AE_TITLE);
    return DicomSender.send(files, address, SendProgress.SILENT);
  }

  private static SendReport post(List<Path> files, DemoStack stack)
      throws IOException, InterruptedException {
    var service = URI.create("http://127.0.0.1:" + stack.services().getFirst().httpPort());
    return StowSender.send(files, StowTarget.of(service), SendProgress.SILENT);
  }

  private static List<Path> slices(Path folder, int slices) throws IOException {
    return SyntheticSeries.write(
        folder.resolve("slices"),
        new SyntheticSpec(
            SEED,
            SyntheticSpec.Modality.CTA,
            SyntheticSpec.Plane.AXIAL,
            false,
            ROWS,
            slices,
            .45,
            .4));
  }

  private MemoryReport.Entry entry(String name, Input input, Way way)
      throws IOException, InterruptedException {
    var parent = Files.createDirectories(ProjectFolder.root().resolve(".seriesflow"));
    try (var folder = new ScratchFolder(parent)) {
      progress.accept("computing " + name);
      var files = input.write(folder.path());
      // No package is loaded: the services that take one are not started.
      var models = ProjectFolder.root().resolve("models");
      var settings =
          DemoSettings.usual("bench", models, models)
              .withDataFolder(folder.path().resolve("service"));
      try (var stack = DemoStack.start(settings, Set.of(ServiceProcesses.INGEST), progress)) {
        return entry(name, files, way, stack);
      }
    }
  }

  private MemoryReport.Entry entry(String name, List<Path> files, Way way, DemoStack stack)
      throws IOException, InterruptedException {
    long bytes = 0;
    for (var file : files) {
      bytes += Files.size(file);
    }
    progress.accept("sending " + name);
    long begun = System.nanoTime();
    var sent = way.send(files, stack);
    if (!sent.refused().isEmpty()) {
      throw new CommandFailure("not taken: " + sent.refused().getFirst());
    }
    var uid = DicomFiles.readUids(files.getFirst()).seriesInstanceUid();
    awaitVolume(stack, stack.settings().payloads().resolve(uid));
    double seconds = (System.nanoTime() - begun) / 1e9;
    var peak =
        ProcessMemory.peakResidentBytes(stack.services().getFirst().process().handle().pid());
    return new MemoryReport.Entry(
        name,
        bytes / MEBIBYTE,
        seconds,
        peak.orElseThrow(() -> new CommandFailure("this system does not tell resident memory"))
            / MEBIBYTE);
  }

  private static void awaitVolume(DemoStack stack, Path series)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!holdsVolume(series)) {
      stack.requireAlive();
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new CommandFailure("there is no volume in " + series);
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  private static boolean holdsVolume(Path series) throws IOException {
    try (var payloads = Files.list(series)) {
      return payloads.anyMatch(file -> file.getFileName().toString().endsWith(VOLUME));
    }
  }
}
