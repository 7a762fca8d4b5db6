package org.seriesflow.cli.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.seriesflow.cli.report.SeriesResult.Box;
import org.seriesflow.cli.report.SeriesResult.Millis;
import org.seriesflow.cli.report.SeriesResult.Models;
import org.seriesflow.cli.report.SeriesResult.Roi;
import org.seriesflow.cli.report.SeriesResult.Volume;
import org.seriesflow.events.LabelRole;
import org.seriesflow.events.LabelScore;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.Vector3;
import org.seriesflow.stages.EventGeometry;

/**
 * Reads the events that end a revision as results; label names and roles are those of the package.
 */
public final class EventResults {
  private EventResults() {}

  /**
   * The result that a prediction event states. A withdrawn or superseded revision has no scores:
   * FAILED.
   */
  public static SeriesResult of(SeriesPredicted event) {
    return of(event, false);
  }

  /** As {@link #of(SeriesPredicted)}, with or without the logits. */
  public static SeriesResult of(SeriesPredicted event, boolean withLogits) {
    var scores = event.getScores();
    var modality = byLabel(scores, role(LabelRole.MODALITY), LabelScore::getProbability);
    return new SeriesResult(
        event.getHeader().getSeriesInstanceUid(),
        event.getHeader().getRevision(),
        status(event.getStatus()),
        event.getReasonCode(),
        event.getReason(),
        scores.stream()
            .filter(role(LabelRole.PRESENCE))
            .findFirst()
            .map(LabelScore::getProbability)
            .orElse(null),
        byLabel(scores, role(LabelRole.LOCATION), LabelScore::getProbability),
        modality.isEmpty() ? null : modality,
        volume(event),
        event.getRois().isEmpty() ? null : roi(event.getRois().getFirst()),
        models(event.getModels()),
        millis(event.getTimings(), event.getHeader().getProducedAt()),
        withLogits ? byLabel(scores, score -> true, LabelScore::getLogit) : null,
        null);
  }

  /** The result that a skip event states. */
  public static SeriesResult of(SeriesSkipped event) {
    return SeriesResult.withoutScores(
        event.getHeader().getSeriesInstanceUid(),
        event.getHeader().getRevision(),
        SeriesStatus.SKIPPED,
        event.getReasonCode(),
        event.getReason(),
        models(event.getModels()),
        millis(event.getTimings(), event.getHeader().getProducedAt()));
  }

  private static SeriesStatus status(PredictionStatus status) {
    return switch (status) {
      case PREDICTED -> SeriesStatus.PREDICTED;
      case FALLBACK -> SeriesStatus.FALLBACK;
      case FAILED, WITHDRAWN, SUPERSEDED, UNKNOWN -> SeriesStatus.FAILED;
    };
  }

  private static Predicate<LabelScore> role(LabelRole role) {
    return score -> score.getRole() == role;
  }

  private static Map<String, Double> byLabel(
      List<LabelScore> scores, Predicate<LabelScore> which, Function<LabelScore, Double> value) {
    var values = new LinkedHashMap<String, Double>();
    scores.stream().filter(which).forEach(s -> values.put(s.getLabel(), value.apply(s)));
    return values;
  }

  /** The volume that the region lies in, else the first. */
  private static Volume volume(SeriesPredicted event) {
    if (event.getVolumes().isEmpty()) {
      return null;
    }
    int index = event.getRois().isEmpty() ? 0 : event.getRois().getFirst().getVolumeIndex();
    NormalisedVolume volume = event.getVolumes().get(index);
    var geometry = EventGeometry.geometry(volume);
    var shape = geometry.shape();
    var spacing = geometry.spacingMm();
    return new Volume(
        List.of(shape.z(), shape.y(), shape.x()),
        List.of(spacing.zMm(), spacing.yMm(), spacing.xMm()),
        Arrays.stream(geometry.indexToLps()).boxed().toList(),
        volume.getGeometryEstimated());
  }

  private static Roi roi(RegionOfInterest region) {
    var box = region.getVoxelBox();
    var space = region.getBoxInSpace();
    return new Roi(
        new Box(
            List.of(box.getMinZ(), box.getMinY(), box.getMinX()),
            List.of(box.getMaxZ(), box.getMaxY(), box.getMaxX())),
        space == null ? null : xyz(space.getMinMm()),
        space == null ? null : xyz(space.getMaxMm()));
  }

  private static List<Double> xyz(Vector3 vector) {
    return List.of(vector.getX(), vector.getY(), vector.getZ());
  }

  private static Models models(List<ModelPackageRef> packages) {
    return new Models(model(packages, PackageRole.ROI), model(packages, PackageRole.CLASSIFIER));
  }

  private static String model(List<ModelPackageRef> packages, PackageRole role) {
    return packages.stream()
        .filter(p -> p.getRole() == role)
        .findFirst()
        .map(p -> p.getId() + "@" + p.getVersion())
        .orElse(null);
  }

  private static Millis millis(List<StageTiming> timings, Instant ended) {
    Double total =
        timings.stream()
            .map(StageTiming::getStartedAt)
            .min(Instant::compareTo)
            .map(begun -> (double) Duration.between(begun, ended).toMillis())
            .orElse(null);
    return new Millis(
        millis(timings, "assembly"),
        millis(timings, "normalisation"),
        millis(timings, "roi"),
        millis(timings, "classification"),
        total);
  }

  private static Double millis(List<StageTiming> timings, String stage) {
    return timings.stream()
        .filter(t -> t.getStage().equals(stage))
        .findFirst()
        .map(StageTiming::getMillis)
        .orElse(null);
  }
}
