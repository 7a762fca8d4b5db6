package org.seriesflow.cli.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.phantom.Phantoms;
import org.seriesflow.cli.report.EventResults;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.UnknownBodyPart;

/**
 * Predicts the series of one input after the other, with packages that are opened once. Beside the
 * result of a shipped phantom stands its truth.
 */
public final class InputPredictor implements AutoCloseable {
  private final Path scratch;
  private final LocalPipeline pipeline;
  private final Optional<Phantoms> phantoms;
  private final Consumer<String> progress;

  /**
   * What one input gave.
   *
   * @param series a result for each series, in the order of the input
   * @param refused files that belong to no series
   * @param packages packages of the predictions; empty where there was none
   */
  public record Prediction(
      List<SeriesResult> series, List<RefusedFile> refused, List<ModelPackageRef> packages) {
    public Prediction {
      series = List.copyOf(series);
      refused = List.copyOf(refused);
      packages = List.copyOf(packages);
    }

    /** Weakest training among the packages; null where none took part in a prediction. */
    public String training() {
      return packages.isEmpty() ? null : PredictionEvents.weakest(packages).name();
    }
  }

  private InputPredictor(
      Path scratch,
      LocalPipeline pipeline,
      Optional<Phantoms> phantoms,
      Consumer<String> progress) {
    this.scratch = scratch;
    this.pipeline = pipeline;
    this.phantoms = phantoms;
    this.progress = progress;
  }

  /** Opens both packages; volumes pass through a temporary folder, which {@link #close} removes. */
  public static InputPredictor open(
      Path roiPackage,
      Path classifierPackage,
      UnknownBodyPart unknownBodyPart,
      ExecutionSettings execution,
      Consumer<String> progress)
      throws IOException {
    var phantoms = Phantoms.ifShipped();
    var scratch = Files.createTempDirectory("seriesflow-predict-");
    try {
      var pipeline =
          new LocalPipeline(roiPackage, classifierPackage, scratch, unknownBodyPart, execution);
      return new InputPredictor(scratch, pipeline, phantoms, progress);
    } catch (RuntimeException e) {
      remove(scratch);
      throw e;
    }
  }

  /**
   * Predicts every series of a folder tree, a file or an archive.
   *
   * @throws IOException where the input cannot be read
   * @throws org.seriesflow.cli.CommandFailure where there is no file in it
   */
  public Prediction predict(Path input) throws IOException {
    try (var files = InputFiles.of(input)) {
      var sorted = SeriesFiles.of(files);
      var results = new ArrayList<SeriesResult>();
      var packages = new ArrayList<ModelPackageRef>();
      for (var series : sorted.series()) {
        progress.accept(
            series.seriesInstanceUid() + ": " + series.instances().size() + " instances");
        var result =
            switch (pipeline.run(series)) {
              case SeriesPredicted event -> {
                packages.addAll(event.getModels());
                yield EventResults.of(event, true);
              }
              case SeriesSkipped event -> EventResults.of(event);
              default -> throw new IllegalStateException("the pipeline ended with another event");
            };
        progress.accept(series.seriesInstanceUid() + ": " + result.status());
        results.add(
            phantoms.flatMap(known -> known.truthOf(result)).map(result::with).orElse(result));
      }
      return new Prediction(results, sorted.refused(), packages);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      pipeline.close();
    } finally {
      remove(scratch);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var tree = Files.walk(folder)) {
      for (var entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
