package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.seriesflow.benchmarks.ScratchFolder;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.demo.EventFollower;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;
import org.seriesflow.events.SeriesPredicted;

/** {@code bench latency}: sends series one by one and takes the times that their events state. */
final class LatencyFigures {
  private static final int WARM_UP = 5;
  private static final double PIXEL_SPACING_MM = .45;
  private static final double SLICE_STEP_MM = 1.4;
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private LatencyFigures() {}

  /** How much. */
  record Load(int series, int slices, int rows) {}

  static LatencyReport measure(Load load, DemoSettings settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    var measured = new ArrayList<SeriesLatency>();
    try (var scratch = new ScratchFolder();
        var stack = DemoStack.start(settings, progress);
        var follower = new EventFollower(stack.bootstrapServers(), stack.registryUrl())) {
      for (int number = 0; number < WARM_UP + load.series(); number++) {
        var latency = one(load, number, scratch.path(), stack, follower);
        if (number >= WARM_UP) {
          measured.add(latency);
        }
        if (number % 10 == 9) {
          progress.accept("%d of %d series".formatted(number + 1, WARM_UP + load.series()));
        }
      }
    }
    return LatencyReport.of(
        "%d SYNTHETIC series of %d slices of %d × %d, %s and %s"
            .formatted(
                load.series(),
                load.slices(),
                load.rows(),
                load.rows(),
                settings.roiPackage().getFileName(),
                settings.classifierPackage().getFileName()),
        measured);
  }

  private static SeriesLatency one(
      Load load, int number, Path scratch, DemoStack stack, EventFollower follower)
      throws IOException, InterruptedException {
    var spec =
        new SyntheticSpec(
            number,
            SyntheticSpec.Modality.MRA,
            SyntheticSpec.Plane.AXIAL,
            number % 2 == 1,
            load.rows(),
            load.slices(),
            PIXEL_SPACING_MM,
            SLICE_STEP_MM);
    var files = SyntheticSeries.write(scratch.resolve("series-" + number), spec);
    var settings = new SendSettings("127.0.0.1", stack.dicomPort(), "BENCH", DemoPorts.AE_TITLE);
    var sent = DicomSender.send(files, settings, SendProgress.SILENT);
    if (!sent.refused().isEmpty()) {
      throw new CommandFailure("an instance was refused: " + sent.refused().getFirst());
    }
    for (var file : files) {
      Files.delete(file);
    }
    return awaitPrediction(stack, follower);
  }

  /** The one series on its way; what else is heard of it is passed over. */
  private static SeriesLatency awaitPrediction(DemoStack stack, EventFollower follower) {
    var deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      stack.requireAlive();
      for (var event : follower.poll(POLL)) {
        if (event instanceof SeriesPredicted prediction) {
          return SeriesLatency.of(prediction, Instant.now());
        }
      }
    }
    throw new CommandFailure(
        "a series was not predicted within %d s".formatted(PATIENCE.toSeconds()));
  }
}
