package org.seriesflow.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Substitution;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.inference.RoiFinding;
import org.seriesflow.inference.eligibility.Eligibility;
import org.seriesflow.inference.eligibility.Verdict;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageParts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is the package for the series, and where in its volumes should the classifier look. A package
 * that takes one volume is given the first. Without state; a task may share it with others as far
 * as its locator may be shared.
 *
 * @param rois where regions are written to
 * @param seriesSkipped where skips are written to
 * @param modelPackage the package that the locator runs
 */
public record RoiStage(
    Deployment deployment,
    Topic<RoiExtracted> rois,
    Topic<SeriesSkipped> seriesSkipped,
    VolumePayloads payloads,
    ModelPackageRef modelPackage,
    Eligibility eligibility,
    UnknownBodyPart unknownBodyPart,
    RegionLocator locator)
    implements Stage<VolumeReady> {
  /** The package is not for the series. */
  public static final String NOT_ELIGIBLE = "NOT_ELIGIBLE";

  /** The series does not say which part of the body it shows. */
  public static final String UNDETERMINED = "UNDETERMINED";

  /** The package gave no region and no substitute for it. */
  public static final String REGION_WITHHELD = "REGION_WITHHELD";

  private static final Logger LOG = LoggerFactory.getLogger(RoiStage.class);

  @Override
  public Outcome apply(VolumeReady event, StageContext context) {
    var volumes = event.getVolumes();
    if (volumes.isEmpty()) {
      return skip(event, context, NOT_ELIGIBLE, "The series holds no volume.");
    }
    // Volumes of a series are of the same anatomy: the first speaks for all.
    var geometry = VolumePayloads.geometry(volumes.getFirst());
    return switch (eligibility.check(EventEvidence.of(event.getAttributes(), geometry))) {
      case Verdict.NotEligible(String reason) -> skip(event, context, NOT_ELIGIBLE, reason);
      case Verdict.Undetermined(String reason, String _)
          when unknownBodyPart == UnknownBodyPart.SKIP ->
          skip(event, context, UNDETERMINED, reason);
      case Verdict.Undetermined(String reason, String sequence) -> {
        LOG.info("Tried as {} although undetermined: {}", sequence, reason);
        yield extract(event, context);
      }
      case Verdict.Eligible(String sequence, List<String> evidence) -> {
        LOG.info("Eligible as {}: {}", sequence, String.join("; ", evidence));
        yield extract(event, context);
      }
    };
  }

  private Outcome extract(VolumeReady event, StageContext context) {
    var looked =
        locator.takesSeveral() ? event.getVolumes() : List.of(event.getVolumes().getFirst());
    var finding = locate(looked, context);
    var substitution =
        finding.substitution().map(s -> new Substitution(s.code(), s.reason())).orElse(null);
    var extracted =
        RoiExtracted.newBuilder()
            .setHeader(outputHeader(event))
            .setVolumes(looked)
            .setRois(regions(looked, finding))
            .setSubstitution(
                locator.takesSeveral()
                    ? substitution
                    : FirstOfSeveralVolumes.substitution(event.getVolumes(), substitution))
            .setAttributes(event.getAttributes())
            .setNormalisationVersion(event.getNormalisationVersion())
            .setInputDigest(event.getInputDigest())
            .setModels(List.of(modelPackage))
            .setRouting(event.getRouting())
            .setTimings(context.timings(finding.network()))
            .build();
    LOG.info("Regions {} in {} volumes", finding.boxes(), looked.size());
    return Outcome.emit(rois, extracted);
  }

  private static List<RegionOfInterest> regions(List<NormalisedVolume> looked, RoiFinding finding) {
    var regions = new ArrayList<RegionOfInterest>();
    for (int i = 0; i < looked.size(); i++) {
      var volume = looked.get(i);
      regions.add(
          EventGeometry.region(
              i,
              finding.boxes().get(i),
              VolumePayloads.geometry(volume),
              volume.getGeometryEstimated()));
    }
    return regions;
  }

  private RoiFinding locate(List<NormalisedVolume> looked, StageContext context) {
    try (var open = payloads.openAll(looked, context);
        var _ = context.part(StageParts.COMPUTE)) {
      return locator.locate(open.inputs());
    } catch (NoSuchElementException e) {
      throw new DataException(REGION_WITHHELD, "No region: " + e.getMessage(), e);
    }
  }

  private Outcome skip(VolumeReady event, StageContext context, String code, String reason) {
    LOG.info("Skipped, {}: {}", code, reason);
    return Outcome.emit(
        seriesSkipped,
        SeriesSkipped.newBuilder()
            .setHeader(outputHeader(event))
            .setStage(context.stage())
            .setReasonCode(code)
            .setReason(reason)
            .setInstanceCount(event.getInstanceCount())
            .setAttributes(event.getAttributes())
            .setModels(List.of(modelPackage))
            .setRouting(event.getRouting())
            .setTimings(context.timings(null))
            .build());
  }

  private EventHeader outputHeader(VolumeReady event) {
    return deployment.following(event.getHeader());
  }
}
