package org.seriesflow.cli.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.seriesflow.benchmarks.NormaliseBenchmark;
import org.seriesflow.benchmarks.NormaliseBenchmark.Job;
import org.seriesflow.benchmarks.Side;
import org.seriesflow.cli.bench.Figures.SideFigures;

/** {@code bench normalise}: series to NIfTI, against dcm2niix. */
final class NormaliseFigures {
  private static final double GOAL_RATIO = 2;

  private NormaliseFigures() {}

  static Figures measure(BenchInput input, int rounds, Consumer<String> progress)
      throws IOException, InterruptedException {
    var result =
        NormaliseBenchmark.run(
            input.series().sources(), NormaliseFigures::ownProcess, rounds, progress);
    var sides = new ArrayList<SideFigures>();
    result.dcm2niix().ifPresent(peer -> sides.add(side(peer, Optional.of(peer))));
    sides.add(side(result.warm(), result.dcm2niix()));
    sides.add(side(result.cold(), result.dcm2niix()));
    var goals = new LinkedHashMap<String, Boolean>();
    result
        .dcm2niix()
        .ifPresent(
            peer ->
                goals.put(
                    "warm JVM within 2 times dcm2niix's whole process",
                    result.warm().ratioTo(peer) <= GOAL_RATIO));
    return new Figures(
        "normalise",
        input.name() + ", " + input.series().instances().size() + " instances",
        Figures.thisMachine(),
        sides,
        Map.of(),
        Map.of(),
        goals);
  }

  private static SideFigures side(Side side, Optional<Side> peer) {
    return new SideFigures(
        side.name(),
        side.millis().size(),
        side.medianMillis(),
        side.minMillis(),
        peer.map(side::ratioTo).orElse(null),
        side.millis());
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
