package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.SourceInstance;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.imaging.Nifti;

/**
 * Series to NIfTI file: ours in a JVM that is warm and as a whole process, dcm2niix and dicom2nifti
 * where they are there. All write the volume uncompressed to the same disk; the sides take turns.
 * What a peer says that its conversion took is compared with our work in a warm JVM: neither counts
 * the start of a process.
 */
public final class NormaliseBenchmark {
  /** Ours in a warm JVM. */
  public static final String WARM = "seriesflow, warm JVM";

  /** Ours, JVM start included. */
  public static final String WHOLE = "seriesflow, whole process";

  /** What dcm2niix states for its core code. */
  public static final String DCM2NIIX_CORE = "dcm2niix, core";

  /** Dcm2niix from start to end. */
  public static final String DCM2NIIX_WHOLE = "dcm2niix, whole process";

  /** The conversion alone, without the start of Python and its imports. */
  public static final String DICOM2NIFTI = "dicom2nifti, core";

  private static final int WARM_UPS = 3;
  private static final Pattern CORE =
      Pattern.compile("Conversion required [0-9.]+ seconds \\(([0-9.]+) for core code\\)");
  private static final String DICOM2NIFTI_SCRIPT =
      """
      import sys, time, logging
      logging.disable(logging.CRITICAL)
      import dicom2nifti
      begun = time.perf_counter()
      dicom2nifti.dicom_series_to_nifti(sys.argv[1], sys.argv[2], reorient_nifti=False)
      print("core", (time.perf_counter() - begun) * 1000)
      """;

  private NormaliseBenchmark() {}

  /** What our whole process is to do: one series in a folder to one file. */
  public record Job(Path folder, Path output) {}

  /**
   * Who takes part.
   *
   * @param ownProcess command line of our whole process
   * @param dcm2niix its program; empty where it is not installed
   * @param python an interpreter that has dicom2nifti; empty where it takes no part
   */
  public record Sides(
      Function<Job, List<String>> ownProcess, Optional<Path> dcm2niix, Optional<Path> python) {}

  /**
   * What was measured of one series.
   *
   * @param sides by name, those that could convert it
   * @param failures of a side that could not, in its words
   */
  public record Result(Map<String, Side> sides, Map<String, String> failures) {
    /** Our rate through that of a side: above 1 where ours is faster; empty where it has none. */
    public OptionalDouble ratioTo(String side) {
      return sides.containsKey(side) && sides.containsKey(WARM)
          ? OptionalDouble.of(sides.get(side).medianMillis() / sides.get(WARM).medianMillis())
          : OptionalDouble.empty();
    }
  }

  /**
   * Measures one series.
   *
   * @param instances each file on disk
   * @param rounds how often each side runs
   */
  public static Result run(List<SourceInstance> instances, Sides sides, int rounds)
      throws IOException, InterruptedException {
    var millis = new LinkedHashMap<String, List<Double>>();
    var failures = new LinkedHashMap<String, String>();
    try (var folder = new ScratchFolder()) {
      var series = folder.copy("series", instances.stream().map(SourceInstance::file).toList());
      var job = new Job(series, folder.path().resolve("volume.nii"));
      attempt(WARM, failures, () -> warmUp(instances, job.output()));
      for (int round = 0; round < rounds; round++) {
        attempt(WARM, failures, () -> add(millis, WARM, normalise(instances, job.output())));
        attempt(DCM2NIIX_CORE, failures, () -> dcm2niix(job, sides.dcm2niix(), millis));
        attempt(DICOM2NIFTI, failures, () -> dicom2nifti(job, sides.python(), millis));
        if (!failures.containsKey(WARM)) {
          var own = sides.ownProcess().apply(job);
          attempt(WHOLE, failures, () -> add(millis, WHOLE, WholeProcess.millis(own)));
        }
      }
    }
    var measured = new LinkedHashMap<String, Side>();
    millis.forEach((name, runs) -> measured.put(name, new Side(name, runs)));
    return new Result(measured, failures);
  }

  /** Work that a side may not be able to do. */
  @FunctionalInterface
  private interface Attempt {
    void run() throws IOException, InterruptedException;
  }

  /** A side that cannot convert a series is not asked again. */
  private static void attempt(String side, Map<String, String> failures, Attempt attempt)
      throws InterruptedException {
    if (failures.containsKey(side)) {
      return;
    }
    try {
      attempt.run();
    } catch (IOException e) {
      failures.put(side, String.valueOf(e.getMessage()).lines().reduce((a, b) -> b).orElse(""));
    }
  }

  private static void add(Map<String, List<Double>> millis, String side, double took) {
    millis.computeIfAbsent(side, name -> new ArrayList<>()).add(took);
  }

  private static void warmUp(List<SourceInstance> instances, Path output) throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      normalise(instances, output);
    }
  }

  private static void dcm2niix(Job job, Optional<Path> program, Map<String, List<Double>> millis)
      throws IOException, InterruptedException {
    if (program.isEmpty()) {
      throw new IOException("dcm2niix is not installed");
    }
    var output = Files.createDirectories(job.output().resolveSibling("dcm2niix"));
    var ended =
        WholeProcess.run(
            List.of(
                program.get().toString(),
                "-z",
                "n",
                "-b",
                "n",
                "-w",
                "1",
                "-f",
                "volume",
                "-o",
                output.toString(),
                job.folder().toString()));
    add(millis, DCM2NIIX_CORE, coreMillis(ended.output()));
    add(millis, DCM2NIIX_WHOLE, ended.millis());
  }

  /**
   * What dcm2niix says that its core code took.
   *
   * @throws IOException where it says nothing of it
   */
  static double coreMillis(String output) throws IOException {
    var matcher = CORE.matcher(output);
    if (!matcher.find()) {
      throw new IOException("it does not say how long its core code took: " + output);
    }
    return Double.parseDouble(matcher.group(1)) * 1000;
  }

  private static void dicom2nifti(Job job, Optional<Path> python, Map<String, List<Double>> millis)
      throws IOException, InterruptedException {
    if (python.isEmpty()) {
      throw new IOException("no Python with dicom2nifti was named");
    }
    var output = job.output().resolveSibling("dicom2nifti.nii");
    var said =
        WholeProcess.output(
            List.of(
                python.get().toString(),
                "-c",
                DICOM2NIFTI_SCRIPT,
                job.folder().toString(),
                output.toString()));
    var core = said.lines().filter(line -> line.startsWith("core ")).findFirst().orElseThrow();
    add(millis, DICOM2NIFTI, Double.parseDouble(core.substring("core ".length())));
  }

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
