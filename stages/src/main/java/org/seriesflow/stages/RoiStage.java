package org.seriesflow.stages;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Substitution;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.inference.RoiFinding;
import org.seriesflow.inference.eligibility.Eligibility;
import org.seriesflow.inference.eligibility.Verdict;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volume, or the first of several: is the package for it, and where should the classifier look.
 * Without state; a task may share it with others as far as its locator may be shared.
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

  /** The series holds several volumes, and the package takes one. */
  public static final String FIRST_OF_SEVERAL_VOLUMES = "FIRST_OF_SEVERAL_VOLUMES";

  private static final Logger LOG = LoggerFactory.getLogger(RoiStage.class);

  @Override
  public Outcome apply(VolumeReady event, StageContext context) {
    var volumes = event.getVolumes();
    if (volumes.isEmpty()) {
      return skip(event, context, NOT_ELIGIBLE, "The series holds no volume.");
    }
    var volume = volumes.getFirst();
    var geometry = VolumePayloads.geometry(volume);
    return switch (eligibility.check(EventEvidence.of(event.getAttributes(), geometry))) {
      case Verdict.NotEligible(String reason) -> skip(event, context, NOT_ELIGIBLE, reason);
      case Verdict.Undetermined(String reason, String _)
          when unknownBodyPart == UnknownBodyPart.SKIP ->
          skip(event, context, UNDETERMINED, reason);
      case Verdict.Undetermined(String reason, String sequence) -> {
        LOG.info("Tried as {} although undetermined: {}", sequence, reason);
        yield extract(event, volume, geometry, context);
      }
      case Verdict.Eligible(String sequence, List<String> evidence) -> {
        LOG.info("Eligible as {}: {}", sequence, String.join("; ", evidence));
        yield extract(event, volume, geometry, context);
      }
    };
  }

  private Outcome extract(
      VolumeReady event, NormalisedVolume volume, VolumeGeometry geometry, StageContext context) {
    var finding = locate(volume);
    boolean estimated = volume.getGeometryEstimated();
    RegionOfInterest region = EventGeometry.region(0, finding.box(), geometry, estimated);
    var extracted =
        RoiExtracted.newBuilder()
            .setHeader(outputHeader(event))
            .setVolumes(List.of(volume))
            .setRois(List.of(region))
            .setSubstitution(substitution(event, finding).orElse(null))
            .setAttributes(event.getAttributes())
            .setNormalisationVersion(event.getNormalisationVersion())
            .setInputDigest(event.getInputDigest())
            .setModels(List.of(modelPackage))
            .setRouting(event.getRouting())
            .setTimings(context.timings(finding.network()))
            .build();
    LOG.info("Region {} of {}", finding.box(), geometry.shape());
    return Outcome.emit(rois, extracted);
  }

  /**
   * What the package gave in place of a region, and that volumes of the series were passed over.
   */
  private static Optional<Substitution> substitution(VolumeReady event, RoiFinding finding) {
    var ofRegion = finding.substitution().map(s -> new Substitution(s.code(), s.reason()));
    var volumes = event.getVolumes();
    if (volumes.size() == 1) {
      return ofRegion;
    }
    var sentence =
        ("The series holds %d volumes, told apart by %s; the package takes one: the first was"
                + " looked at, %d were not.")
            .formatted(volumes.size(), volumes.getFirst().getDimension(), volumes.size() - 1);
    return Optional.of(
        new Substitution(
            FIRST_OF_SEVERAL_VOLUMES,
            ofRegion.map(s -> sentence + " " + s.getReason()).orElse(sentence)));
  }

  private RoiFinding locate(NormalisedVolume volume) {
    try (var open = payloads.open(volume)) {
      return locator.locate(open.volume());
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
