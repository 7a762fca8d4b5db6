package org.seriesflow.cli.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.seriesflow.benchmarks.NormaliseBenchmark;
import org.seriesflow.benchmarks.NormaliseBenchmark.Job;
import org.seriesflow.benchmarks.NormaliseBenchmark.Sides;
import org.seriesflow.benchmarks.ScratchFolder;
import org.seriesflow.benchmarks.WholeProcess;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/** {@code bench normalise}: each series to NIfTI, against others. */
final class NormaliseFigures {
  private static final int ROWS = 512;
  private static final double PIXEL_SPACING_MM = .45;
  private static final double SLICE_STEP_MM = .35;

  private NormaliseFigures() {}

  static NormaliseReport measure(
      Path input, int rounds, int slices, Path python, Consumer<String> progress)
      throws IOException, InterruptedException {
    var sides =
        new Sides(
            NormaliseFigures::ownProcess,
            WholeProcess.find("dcm2niix"),
            Optional.ofNullable(python));
    var entries = new ArrayList<NormaliseReport.Entry>();
    var chosen = input == null ? ProjectFolder.root().resolve("../shared/data").normalize() : input;
    if (input != null || Files.isDirectory(chosen)) {
      measureAll(chosen, chosen, sides, rounds, progress, entries);
    } else {
      progress.accept("there are no real series at " + chosen);
    }
    if (slices > 0) {
      try (var scratch = new ScratchFolder()) {
        var folder = scratch.path().resolve("SYNTHETIC CTA, %d slices".formatted(slices));
        progress.accept("writing a synthetic CTA of " + slices + " slices");
        SyntheticSeries.write(
            folder,
            new SyntheticSpec(
                1,
                SyntheticSpec.Modality.CTA,
                SyntheticSpec.Plane.AXIAL,
                true,
                ROWS,
                slices,
                PIXEL_SPACING_MM,
                SLICE_STEP_MM));
        measureAll(folder, scratch.path(), sides, rounds, progress, entries);
      }
    }
    return NormaliseReport.of(entries);
  }

  private static void measureAll(
      Path input,
      Path root,
      Sides sides,
      int rounds,
      Consumer<String> progress,
      List<NormaliseReport.Entry> entries)
      throws IOException, InterruptedException {
    try (var files = InputFiles.of(input)) {
      for (var series : SeriesFiles.of(files).series()) {
        var sources = series.sources();
        var name = nameOf(files.nameOf(sources.getFirst().file()), root);
        progress.accept("%s (%d instances)".formatted(name, sources.size()));
        entries.add(
            NormaliseReport.Entry.of(
                name, sources.size(), NormaliseBenchmark.run(sources, sides, rounds)));
      }
    }
  }

  /** Where its first instance lies, below the input. */
  private static String nameOf(String file, Path root) {
    var prefix = root + File.separator;
    var below = file.startsWith(prefix) ? file.substring(prefix.length()) : file;
    int archive = below.indexOf('!');
    int folder = below.lastIndexOf('/');
    return archive > 0
        ? below.substring(0, archive)
        : folder > 0 ? below.substring(0, folder) : below;
  }

  /** The command that ./seriesflow normalise runs, on this JVM's class path. */
  private static List<String> ownProcess(Job job) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
        "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=org.seriesflow.events",
        "-Dseriesflow.root=" + System.getProperty("seriesflow.root"),
        "-cp",
        System.getProperty("java.class.path")
            .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
        "org.seriesflow.cli.Seriesflow",
        "normalise",
        job.folder().toString(),
        "-o",
        job.output().toString());
  }
}
