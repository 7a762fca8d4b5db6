package org.seriesflow.stages;

import java.util.function.Function;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.Classifier;
import org.seriesflow.inference.PassGate;
import org.seriesflow.inference.ProgressObserver;
import org.seriesflow.inference.Regions;

/** Scores regions of volumes; what runs a model package, or stands in for it in a test. */
@FunctionalInterface
public interface RegionClassifier {
  /**
   * One prediction of regions in volumes in LPS order, which stay the caller's to close.
   *
   * @param regions one, or all of a series where several are taken
   */
  Classification classify(Regions regions);

  /** Whether one prediction is made of all volumes of a series, rather than of one. */
  default boolean takesSeveral() {
    return false;
  }

  /**
   * A package.
   *
   * @param runner runs the work with the gate that lets it go on
   */
  static RegionClassifier of(
      Classifier classifier, Function<Function<PassGate, Classification>, Classification> runner) {
    return new RegionClassifier() {
      @Override
      public Classification classify(Regions regions) {
        return runner.apply(gate -> classifier.classify(regions, ProgressObserver.none(), gate));
      }

      @Override
      public boolean takesSeveral() {
        return classifier.takesSeveral();
      }
    };
  }
}
