package org.seriesflow.stages;

import static org.seriesflow.events.PredictionStatus.FAILED;
import static org.seriesflow.events.PredictionStatus.FALLBACK;
import static org.seriesflow.events.PredictionStatus.PREDICTED;
import static org.seriesflow.events.PredictionStatus.SUPERSEDED;
import static org.seriesflow.events.PredictionStatus.WITHDRAWN;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PredictionScope;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.Training;
import org.seriesflow.inference.Classification;

/**
 * Puts predictions into words. Pure but for the clock of the deployment; nothing here decides
 * whether an event is due.
 *
 * @param classifier the package that scores
 */
public record PredictionEvents(
    Deployment deployment, ModelPackageRef classifier, PackageLabels labels) {
  /** Reason code where geometry was guessed. */
  public static final String GEOMETRY_ESTIMATED = "GEOMETRY_ESTIMATED";

  /** Reason code where a later revision ended first. */
  public static final String LATER_REVISION_ENDED = "LATER_REVISION_ENDED";

  /** What ended a revision without a prediction, in words. */
  public record Reason(String code, String sentence) {}

  /** The identity of what the region leads to. */
  public String identityOf(RoiExtracted region) {
    var routing = region.getRouting();
    return identity(
        region.getHeader(),
        region.getNormalisationVersion(),
        PackageReferences.and(region.getModels(), classifier),
        routing == null ? "" : routing.getRulesSha256());
  }

  /** The networks ran: PREDICTED, or FALLBACK where on a substitute input. */
  public SeriesPredicted predicted(
      RoiExtracted region, Classification classification, List<StageTiming> timings) {
    boolean estimated =
        region.getVolumes().stream().anyMatch(NormalisedVolume::getGeometryEstimated);
    var fallback = fallback(region, classification, estimated);
    return onRegion(region, timings)
        .setStatus(fallback.isPresent() ? FALLBACK : PREDICTED)
        .setReasonCode(fallback.map(Reason::code).orElse(null))
        .setReason(fallback.map(Reason::sentence).orElse(null))
        .setScores(PackageLabels.scores(classification, !estimated))
        .build();
  }

  /** A later revision had ended when this one was reached; no network ran. */
  public SeriesPredicted superseded(RoiExtracted region, int byRevision) {
    return onRegion(region, region.getTimings())
        .setStatus(SUPERSEDED)
        .setReasonCode(LATER_REVISION_ENDED)
        .setReason(
            "Revision %d had ended before revision %d was reached."
                .formatted(byRevision, region.getHeader().getRevision()))
        .setScores(labels.withoutScores())
        .build();
  }

  /** The revision of the header failed; no scores. */
  public SeriesPredicted failed(EventHeader input, Reason reason, List<StageTiming> timings) {
    return withoutScores(input, reason, timings).setStatus(FAILED).build();
  }

  /**
   * The revision of the header ended without a prediction, and that of an earlier one no longer
   * stands.
   */
  public SeriesPredicted withdrawn(
      EventHeader input, int withdrawnRevision, Reason reason, List<StageTiming> timings) {
    return withoutScores(input, reason, timings)
        .setStatus(WITHDRAWN)
        .setWithdrawsRevision(withdrawnRevision)
        .build();
  }

  private SeriesPredicted.Builder withoutScores(
      EventHeader input, Reason reason, List<StageTiming> timings) {
    var models = List.of(classifier);
    return SeriesPredicted.newBuilder()
        .setHeader(deployment.following(input))
        .setPredictionId(identity(input, "", models, ""))
        .setScope(PredictionScope.SERIES)
        .setReasonCode(reason.code())
        .setReason(reason.sentence())
        .setScores(labels.withoutScores())
        .setModels(models)
        .setTraining(weakest(models))
        .setTimings(timings);
  }

  private SeriesPredicted.Builder onRegion(RoiExtracted region, List<StageTiming> timings) {
    var models = PackageReferences.and(region.getModels(), classifier);
    return SeriesPredicted.newBuilder()
        .setHeader(deployment.following(region.getHeader()))
        .setPredictionId(identityOf(region))
        .setScope(PredictionScope.SERIES)
        .setVolumes(region.getVolumes())
        .setRois(region.getRois())
        .setModels(models)
        .setTraining(weakest(models))
        .setNormalisationVersion(region.getNormalisationVersion())
        .setInputDigest(region.getInputDigest())
        .setRouting(region.getRouting())
        .setTimings(timings);
  }

  private static Optional<Reason> fallback(
      RoiExtracted region, Classification classification, boolean estimated) {
    var substitution =
        Optional.ofNullable(region.getSubstitution())
            .map(s -> new Reason(s.getCode(), s.getReason()))
            .or(() -> classification.substitution().map(s -> new Reason(s.code(), s.reason())));
    if (!estimated) {
      return substitution;
    }
    var sentence =
        "Position or orientation were guessed: labels with a side have no score, places no mm.";
    return Optional.of(
        new Reason(
            GEOMETRY_ESTIMATED,
            substitution.map(s -> sentence + " " + s.sentence()).orElse(sentence)));
  }

  private String identity(
      EventHeader header,
      String normalisationVersion,
      List<ModelPackageRef> models,
      String rulesSha256) {
    return new PredictionIdentity(
            header.getSeriesInstanceUid(),
            header.getRevision(),
            normalisationVersion,
            models,
            deployment.mode(),
            deployment.jobOf(header),
            rulesSha256)
        .id();
  }

  /**
   * UNTRAINED before SYNTHETIC before TRAINED; a training that is not known is the weakest of all.
   */
  public static Training weakest(List<ModelPackageRef> models) {
    var fromWeakest =
        List.of(Training.UNKNOWN, Training.UNTRAINED, Training.SYNTHETIC, Training.TRAINED);
    return models.stream()
        .map(ModelPackageRef::getTraining)
        .min(Comparator.comparingInt(fromWeakest::indexOf))
        .orElse(Training.UNKNOWN);
  }
}
