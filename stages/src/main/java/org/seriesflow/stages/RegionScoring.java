package org.seriesflow.stages;

import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Classification;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.stage.StageContext;

/**
 * From a region to its prediction, whoever asks: the service, which knows what was said before, or
 * a single process, which does not.
 *
 * @param events puts the prediction into words
 * @param classifier what runs the package
 */
public record RegionScoring(
    PredictionEvents events, VolumePayloads payloads, RegionClassifier classifier) {
  /** The event holds no single region that the package could score. */
  public static final String REGION_INVALID = "REGION_INVALID";

  /** The network gave something that is no number. */
  public static final String SCORES_NOT_FINITE = "SCORES_NOT_FINITE";

  /**
   * Scores the one region of the event.
   *
   * @throws DataException where there is no region that can be scored, or no score that is one
   */
  public SeriesPredicted predict(RoiExtracted event, StageContext context) {
    var classification = classify(event);
    return events.predicted(event, classification, context.timings(classification.network()));
  }

  private Classification classify(RoiExtracted event) {
    var region = onlyRegion(event);
    var volume = event.getVolumes().get(region.getVolumeIndex());
    var box = box(region, volume);
    try (var open = payloads.open(volume)) {
      return checked(classifier.classify(open.volume(), box));
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

  private static RegionOfInterest onlyRegion(RoiExtracted event) {
    if (event.getRois().size() != 1) {
      throw new DataException(
          REGION_INVALID,
          "The event holds %d regions; the package scores one.".formatted(event.getRois().size()));
    }
    var region = event.getRois().getFirst();
    int index = region.getVolumeIndex();
    if (index < 0 || index >= event.getVolumes().size()) {
      throw new DataException(
          REGION_INVALID,
          "The region is in volume %d; the event holds %d volumes."
              .formatted(index, event.getVolumes().size()));
    }
    return region;
  }

  private static VoxelBox box(RegionOfInterest region, NormalisedVolume volume) {
    try {
      return EventGeometry.box(region, VolumePayloads.geometry(volume).shape());
    } catch (IllegalArgumentException e) {
      throw new DataException(REGION_INVALID, "The region is none: " + e.getMessage(), e);
    }
  }
}
