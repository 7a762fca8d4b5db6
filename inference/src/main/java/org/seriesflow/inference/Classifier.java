package org.seriesflow.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.dataflow.ValueType;
import org.seriesflow.inference.manifest.Manifest.ProductRole;
import org.seriesflow.inference.manifest.Manifest.Task;

/** Scores regions of volumes with a package of that task. Thread-safe, as its pipeline is. */
public final class Classifier {
  private final Pipeline pipeline;
  private final boolean several;
  private final String volumeInput;
  private final String boxInput;

  /** Uses a pipeline, which stays the caller's to close. */
  public Classifier(Pipeline pipeline) {
    var modelPackage = pipeline.modelPackage();
    modelPackage.require(Task.CLASSIFICATION);
    this.pipeline = pipeline;
    this.several = modelPackage.takesSeveralVolumes();
    this.volumeInput = modelPackage.onlyInput(new ValueType.Volume(), several);
    this.boxInput = modelPackage.onlyInput(new ValueType.Box(3), several);
  }

  /** Whether one prediction is made of all volumes of a series, rather than of one. */
  public boolean takesSeveral() {
    return several;
  }

  /** Scores a box of a volume in LPS order. */
  public Classification classify(Volume volume, VoxelBox box) {
    return classify(volume, box, ProgressObserver.none());
  }

  /** Scores a box of a volume in LPS order and says how far it is. */
  public Classification classify(Volume volume, VoxelBox box, ProgressObserver observer) {
    return classify(Regions.of(new Input.OfVolume(volume), box), observer);
  }

  /** Scores regions and says how far it is. */
  public Classification classify(Regions regions, ProgressObserver observer) {
    return classify(regions, observer, PassGate.open());
  }

  /**
   * Scores regions and says how far it is.
   *
   * @param regions one, or more where it takes several
   * @param gate lets the run go on
   */
  public Classification classify(Regions regions, ProgressObserver observer, PassGate gate) {
    Map<String, Input> inputs =
        several
            ? Map.of(
                volumeInput, new Input.OfVolumes(regions.volumes()),
                boxInput, new Input.OfBoxes(regions.boxes()))
            : Map.of(
                volumeInput,
                Regions.only(regions.volumes()),
                boxInput,
                new Input.OfBox(Regions.only(regions.boxes())));
    try (var result = pipeline.run(inputs, observer, gate)) {
      return new Classification(
          scores(result),
          result.substitutions().stream().findFirst(),
          result.withheld(),
          result.network(),
          result.total(),
          result.networkRuns());
    }
  }

  private static List<LabelScore> scores(PipelineResult result) {
    var logits = new HashMap<String, List<Float>>();
    for (var output : result.having(ProductRole.LOGITS)) {
      if (output instanceof Output.OfVector vector) {
        logits.put(vector.labels().name(), vector.values());
      }
    }
    var scores = new ArrayList<LabelScore>();
    for (var output : result.having(ProductRole.PROBABILITIES)) {
      if (output instanceof Output.OfVector vector) {
        var set = vector.labels();
        for (int i = 0; i < set.size(); i++) {
          var logit = logits.get(set.name());
          scores.add(
              new LabelScore(
                  set.name(),
                  set.role(),
                  set.labels().get(i),
                  logit == null ? Double.NaN : logit.get(i),
                  vector.values().get(i)));
        }
      }
    }
    return scores;
  }
}
