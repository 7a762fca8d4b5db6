package org.seriesflow.classifier;

import java.util.List;
import java.util.Optional;
import org.seriesflow.classifier.ClassifierTopology.Parts;
import org.seriesflow.classifier.SeriesRow.Verdict;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Classification;
import org.seriesflow.stages.EventGeometry;
import org.seriesflow.stages.VolumePayloads;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores one region. The row of the series is read before the work, so that what was said or
 * superseded costs none, and written after it. Belongs to one task.
 */
final class ClassificationStage implements Stage<RoiExtracted> {
  /** The event holds no single region that the package could score. */
  static final String REGION_INVALID = "REGION_INVALID";

  /** The network gave something that is no number. */
  static final String SCORES_NOT_FINITE = "SCORES_NOT_FINITE";

  private static final Logger LOG = LoggerFactory.getLogger(ClassificationStage.class);

  private final Parts parts;
  private SeriesRows rows;
  private Optional<Ending> pending = Optional.empty();

  ClassificationStage(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void start(StageHost host) {
    rows = new SeriesRows(host);
    rows.sweep(host, parts.memory());
  }

  @Override
  public Outcome apply(RoiExtracted event, StageContext context) {
    pending = Optional.empty();
    var events = parts.events();
    int revision = event.getHeader().getRevision();
    var row = rows.of(event.getHeader().getSeriesInstanceUid());
    return switch (row.onRegion(revision, events.identityOf(event))) {
      case Verdict.Repeated _ -> {
        LOG.info("Revision {} was predicted before by the same packages", revision);
        yield Outcome.nothing("repeated");
      }
      case Verdict.Superseded(int later) ->
          said(events.superseded(event, later), Ending.Kind.SUPERSEDED);
      case Verdict.Stands _, Verdict.Unsaid _, Verdict.Withdraws _ -> {
        var classification = classify(event);
        var timings = context.timings(classification.network());
        yield said(events.predicted(event, classification, timings), Ending.Kind.PREDICTED);
      }
    };
  }

  private Outcome said(SeriesPredicted prediction, Ending.Kind kind) {
    pending =
        Optional.of(
            new Ending(prediction.getHeader().getRevision(), kind, prediction.getPredictionId()));
    LOG.info(
        "{} by {} in revision {}",
        prediction.getStatus(),
        models(prediction),
        prediction.getHeader().getRevision());
    return Outcome.emit(parts.topics().predictions(), prediction);
  }

  private static List<String> models(SeriesPredicted prediction) {
    return prediction.getModels().stream()
        .map(model -> model.getId() + "@" + model.getVersion())
        .toList();
  }

  private Classification classify(RoiExtracted event) {
    var region = onlyRegion(event);
    var volume = event.getVolumes().get(region.getVolumeIndex());
    var box = box(region, volume);
    try (var open = parts.payloads().open(volume)) {
      return checked(parts.classifier().classify(open.volume(), box));
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

  @Override
  public void afterwards(RoiExtracted event, Outcome outcome, StageContext context) {
    pending.ifPresent(
        ending ->
            rows.add(
                event.getHeader().getSeriesInstanceUid(), ending, context.input().timestamp()));
    pending = Optional.empty();
  }
}
