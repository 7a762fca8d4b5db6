package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.SourceInstance;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.imaging.Nifti;

/**
 * Series to NIfTI file: ours as a whole process, ours in a JVM that is warm, and dcm2niix as a
 * whole process where it is installed. All write the volume uncompressed to the same disk; the
 * sides take turns.
 */
public final class NormaliseBenchmark {
  private static final int WARM_UPS = 5;

  private NormaliseBenchmark() {}

  /**
   * What was measured.
   *
   * @param cold our whole process, JVM start included
   * @param warm our work alone in a JVM that has done it before
   * @param dcm2niix its whole process; empty where it is not installed
   */
  public record Result(Side cold, Side warm, Optional<Side> dcm2niix) {}

  /**
   * Measures.
   *
   * @param instances one series, each file on disk
   * @param ownProcess command line of our whole process, given the input folder and the output file
   * @param rounds how often each side runs
   */
  public static Result run(
      List<SourceInstance> instances,
      Function<Job, List<String>> ownProcess,
      int rounds,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    var dcm2niix = WholeProcess.find("dcm2niix");
    try (var folder = new ScratchFolder()) {
      var series = folder.copy("series", instances.stream().map(SourceInstance::file).toList());
      var output = folder.path().resolve("volume.nii");
      var peerOutput = Files.createDirectory(folder.path().resolve("dcm2niix"));
      progress.accept("warming up");
      for (int i = 0; i < WARM_UPS; i++) {
        normalise(instances, output);
      }
      var cold = new ArrayList<Double>();
      var warm = new ArrayList<Double>();
      var peer = new ArrayList<Double>();
      for (int round = 1; round <= rounds; round++) {
        progress.accept("round " + round + " of " + rounds);
        if (dcm2niix.isPresent()) {
          peer.add(
              WholeProcess.millis(
                  List.of(
                      dcm2niix.get().toString(),
                      "-z",
                      "n",
                      "-b",
                      "n",
                      "-w",
                      "1",
                      "-f",
                      "volume",
                      "-o",
                      peerOutput.toString(),
                      series.toString())));
        }
        warm.add(normalise(instances, output));
        cold.add(WholeProcess.millis(ownProcess.apply(new Job(series, output))));
      }
      return new Result(
          new Side("seriesflow, whole process", cold),
          new Side("seriesflow, warm JVM", warm),
          peer.isEmpty()
              ? Optional.empty()
              : Optional.of(new Side("dcm2niix, whole process", peer)));
    }
  }

  /** What our whole process is to do: one series in a folder to one file. */
  public record Job(Path folder, Path output) {}

  private static double normalise(List<SourceInstance> instances, Path output) throws IOException {
    long begun = System.nanoTime();
    try {
      switch (SeriesNormaliser.normalise(instances)) {
        case Normalised normalised -> {
          try (var volume = normalised.volume()) {
            Nifti.write(volume, output);
          }
        }
        case NotAVolume no -> throw new IOException("the series is no volume: " + no.reason());
      }
    } catch (UnreadableSeriesException e) {
      throw new IOException("the series cannot be read: " + e.getMessage(), e);
    }
    return (System.nanoTime() - begun) / 1e6;
  }
}
