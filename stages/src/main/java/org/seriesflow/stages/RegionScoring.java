package org.seriesflow.stages;

import java.util.ArrayList;
import java.util.List;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.Regions;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageParts;

/**
 * From regions to their prediction, whoever asks: the service, which knows what was said before, or
 * a single process, which does not.
 *
 * @param events puts the prediction into words
 * @param classifier what runs the package
 */
public record RegionScoring(
    PredictionEvents events, VolumePayloads payloads, RegionClassifier classifier) {
  /** The event holds no region, or one that is none. */
  public static final String REGION_INVALID = "REGION_INVALID";

  /** The network gave something that is no number. */
  public static final String SCORES_NOT_FINITE = "SCORES_NOT_FINITE";

  /**
   * Scores the regions of the event: all of them with a package that takes several volumes, else
   * the first, and the prediction is a fallback where there are more.
   *
   * @throws DataException where there is no region that can be scored, or no score that is one
   */
  public SeriesPredicted predict(RoiExtracted event, StageContext context) {
    if (event.getRois().isEmpty()) {
      throw new DataException(REGION_INVALID, "The event holds no region.");
    }
    var scored = classifier.takesSeveral() ? event : ofFirstRegion(event);
    var classification = classify(scored, context);
    return events.predicted(scored, classification, context.timings(classification.network()));
  }

  private static RoiExtracted ofFirstRegion(RoiExtracted event) {
    if (event.getRois().size() == 1) {
      return event;
    }
    var first = RegionOfInterest.newBuilder(event.getRois().getFirst()).setVolumeIndex(0).build();
    return RoiExtracted.newBuilder(event)
        .setVolumes(List.of(volume(event.getRois().getFirst(), event)))
        .setRois(List.of(first))
        .setSubstitution(
            FirstOfSeveralVolumes.substitution(event.getVolumes(), event.getSubstitution()))
        .build();
  }

  private Classification classify(RoiExtracted event, StageContext context) {
    var volumes = event.getRois().stream().map(region -> volume(region, event)).toList();
    var boxes = new ArrayList<VoxelBox>();
    for (int i = 0; i < volumes.size(); i++) {
      boxes.add(box(event.getRois().get(i), volumes.get(i)));
    }
    try (var open = payloads.openAll(volumes, context);
        var _ = context.part(StageParts.COMPUTE)) {
      return checked(classifier.classify(new Regions(open.inputs(), boxes)));
    }
  }

  private static Classification checked(Classification classification) {
    classification
        .withheld()
        .ifPresent(
            withheld -> {
              throw new DataException(withheld.code(), withheld.reason());
            });
    for (var score : classification.scores()) {
      if (!Double.isFinite(score.probability()) || Double.isInfinite(score.logit())) {
        throw new DataException(
            SCORES_NOT_FINITE,
            "The network gives %s for %s (logit %s)."
                .formatted(score.probability(), score.label().id(), score.logit()));
      }
    }
    return classification;
  }

  private static NormalisedVolume volume(RegionOfInterest region, RoiExtracted event) {
    int index = region.getVolumeIndex();
    if (index < 0 || index >= event.getVolumes().size()) {
      throw new DataException(
          REGION_INVALID,
          "The region is in volume %d; the event holds %d volumes."
              .formatted(index, event.getVolumes().size()));
    }
    return event.getVolumes().get(index);
  }

  private static VoxelBox box(RegionOfInterest region, NormalisedVolume volume) {
    try {
      return EventGeometry.box(region, VolumePayloads.geometry(volume).shape());
    } catch (IllegalArgumentException e) {
      throw new DataException(REGION_INVALID, "The region is none: " + e.getMessage(), e);
    }
  }
}
