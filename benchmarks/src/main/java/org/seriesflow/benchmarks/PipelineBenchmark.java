package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.NotAVolume;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.SourceInstance;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.inference.Classifier;
import org.seriesflow.inference.ExecutionSettings;
import org.seriesflow.inference.ModelPackage;
import org.seriesflow.inference.Pipeline;
import org.seriesflow.inference.RoiLocator;

/** How much of a series' time the pipeline itself takes around the calls of the networks. */
public final class PipelineBenchmark {
  private PipelineBenchmark() {}

  /**
   * One run over one series, in milliseconds.
   *
   * @param roi whole ROI stage
   * @param roiNetwork of it, inside session.run
   * @param classification whole classification stage
   * @param classificationNetwork of it, inside session.run
   */
  public record Run(
      double normalisation,
      double roi,
      double roiNetwork,
      double classification,
      double classificationNetwork) {

    /** The whole series. */
    public double total() {
      return normalisation + roi + classification;
    }

    /** What is not inside session.run. */
    public double outside() {
      return total() - roiNetwork - classificationNetwork;
    }

    /** Share of the series' time outside session.run, normalisation counted in; 0 to 1. */
    public double outsideShare() {
      return outside() / total();
    }

    /** Share of the two stages with a network outside session.run; 0 to 1. */
    public double outsideShareOfStages() {
      double stages = roi + classification;
      return (stages - roiNetwork - classificationNetwork) / stages;
    }
  }

  /**
   * Measures.
   *
   * @param instances one series
   * @param rounds runs that count; the first of all runs is a warm-up and does not
   */
  public static List<Run> run(
      List<SourceInstance> instances,
      Path roiPackage,
      Path classifierPackage,
      int rounds,
      Consumer<String> progress)
      throws IOException {
    var execution = ExecutionSettings.cpu();
    try (var roi = Pipeline.open(ModelPackage.load(roiPackage), execution);
        var classifier = Pipeline.open(ModelPackage.load(classifierPackage), execution)) {
      progress.accept("warming up");
      once(instances, new RoiLocator(roi), new Classifier(classifier));
      var runs = new ArrayList<Run>();
      for (int round = 1; round <= rounds; round++) {
        progress.accept("round " + round + " of " + rounds);
        runs.add(once(instances, new RoiLocator(roi), new Classifier(classifier)));
      }
      return runs;
    }
  }

  private static Run once(List<SourceInstance> instances, RoiLocator roi, Classifier classifier)
      throws IOException {
    long begun = System.nanoTime();
    try {
      return switch (SeriesNormaliser.normalise(instances)) {
        case NotAVolume no -> throw new IOException("the series is no volume: " + no.reason());
        case Normalised normalised -> {
          try (var volume = normalised.volume()) {
            long normalisedAt = System.nanoTime();
            var finding = roi.locate(volume);
            long foundAt = System.nanoTime();
            var classification = classifier.classify(volume, finding.box());
            long endedAt = System.nanoTime();
            yield new Run(
                (normalisedAt - begun) / 1e6,
                (foundAt - normalisedAt) / 1e6,
                finding.network().toNanos() / 1e6,
                (endedAt - foundAt) / 1e6,
                classification.network().toNanos() / 1e6);
          }
        }
      };
    } catch (UnreadableSeriesException e) {
      throw new IOException("the series cannot be read: " + e.getMessage(), e);
    }
  }
}
