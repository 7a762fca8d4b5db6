package org.seriesflow.classifier;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.Routing;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.Substitution;
import org.seriesflow.events.Training;
import org.seriesflow.events.VolumeGeometry;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.LabelScore;
import org.seriesflow.inference.manifest.LabelSet;
import org.seriesflow.inference.manifest.LabelSet.Label;
import org.seriesflow.inference.manifest.LabelSet.Laterality;
import org.seriesflow.inference.manifest.LabelSet.Role;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.PackageLabels;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.yaml.Source;

/** Events of one small series, and a package of three labels: left, right, and present. */
final class Fixtures {
  static final String SERIES = "1.2.840.1";
  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  static final ModelPackageRef ROI_PACKAGE = model(PackageRole.ROI, "roi", "aa", Training.TRAINED);
  static final ModelPackageRef CLASSIFIER_PACKAGE =
      model(PackageRole.CLASSIFIER, "classifier", "bb", Training.UNTRAINED);

  static final ModelPackageRef KNEE_PACKAGE =
      model(PackageRole.CLASSIFIER, "knee-classifier", "cc", Training.UNTRAINED);

  private static final Source SOURCE = new Source(Path.of("manifest.yaml"), 1, "");
  private static final LabelSet LOCATIONS =
      new LabelSet(
          "location",
          Role.LOCATION,
          List.of(
              new Label(
                  "left",
                  "Left artery",
                  Laterality.LEFT,
                  List.of(new LabelSet.Code("SCT", "1", "Artery"))),
              new Label("right", "Right artery", Laterality.RIGHT, List.of())),
          SOURCE);
  private static final LabelSet PRESENCE =
      new LabelSet(
          "presence",
          Role.PRESENCE,
          List.of(new Label("present", "Present", Laterality.NONE, List.of())),
          SOURCE);

  static final PackageLabels LABELS = new PackageLabels(List.of(LOCATIONS, PRESENCE));

  private Fixtures() {}

  static Deployment live() {
    return new Deployment(ProcessingMode.LIVE, "classifier-service@test", CLOCK);
  }

  static Deployment shadow() {
    return new Deployment(ProcessingMode.SHADOW, "classifier-service@test", CLOCK);
  }

  static PredictionEvents events(Deployment deployment) {
    return new PredictionEvents(deployment, CLASSIFIER_PACKAGE, LABELS);
  }

  /** Scores .25, .5 and .75 of left, right and present; no logit for the last. */
  static Classification classification() {
    return classification(Optional.empty());
  }

  static Classification classification(
      Optional<org.seriesflow.inference.Substitution> substitution) {
    return new Classification(
        List.of(
            score(LOCATIONS, 0, -1.5, .25),
            score(LOCATIONS, 1, 0, .5),
            score(PRESENCE, 0, Double.NaN, .75)),
        substitution,
        Optional.empty(),
        Duration.ofMillis(40),
        Duration.ofMillis(50),
        8);
  }

  private static LabelScore score(LabelSet set, int index, double logit, double probability) {
    return new LabelScore(set.name(), set.role(), set.labels().get(index), logit, probability);
  }

  static EventHeader header(int revision) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid(SERIES)
        .setStudyInstanceUid("1.2.840")
        .setRevision(revision)
        .setCorrelationId(SERIES + "#" + revision)
        .setTraceparent("00-" + TRACE + "-b7ad6b7169203331-01")
        .setProducedAt(NOW.minusSeconds(1))
        .setProducer("upstream@test")
        .setMode(ProcessingMode.LIVE)
        .build();
  }

  /** A region of 1 voxel in a volume of [2,3,4] voxels of 1 mm at the origin. */
  static RoiExtracted region(int revision, PayloadRef payload) {
    var volume =
        NormalisedVolume.newBuilder()
            .setPayload(payload)
            .setGeometry(
                new VolumeGeometry(
                    2,
                    3,
                    4,
                    List.of(1d, 0d, 0d, 0d, 0d, 1d, 0d, 0d, 0d, 0d, 1d, 0d, 0d, 0d, 0d, 1d)))
            .setVoxelType("INT16")
            .setSlope(1)
            .setIntercept(0)
            .build();
    var roi =
        org.seriesflow.events.RegionOfInterest.newBuilder()
            .setVoxelBox(new org.seriesflow.events.VoxelBox(0, 1, 2, 1, 2, 3))
            .build();
    return RoiExtracted.newBuilder()
        .setHeader(header(revision))
        .setVolumes(List.of(volume))
        .setRois(List.of(roi))
        .setAttributes(SeriesAttributes.newBuilder().setModality("MR").build())
        .setNormalisationVersion("1.0")
        .setInputDigest("dd")
        .setModels(List.of(ROI_PACKAGE))
        .setTimings(List.of(new StageTiming("roi", NOW.minusSeconds(2), 5d, 3d, List.of())))
        .build();
  }

  /** What a rule says that names that classifier, or none. */
  static Routing routing(String classifierPackage) {
    return Routing.newBuilder()
        .setRulesName("site")
        .setRulesVersion("7")
        .setRulesSha256("ee")
        .setRule("knees")
        .setClassifierPackage(classifierPackage)
        .build();
  }

  static PayloadRef unwritten() {
    return new PayloadRef("series/none.nii", "ee", 1L, "application/x-nifti");
  }

  static RoiExtracted substituted(RoiExtracted region) {
    region.setSubstitution(new Substitution("NO_MASK", "The network marked nothing."));
    return region;
  }

  static RoiExtracted estimated(RoiExtracted region) {
    region.getVolumes().forEach(volume -> volume.setGeometryEstimated(true));
    return region;
  }

  static SeriesSkipped skip(int revision) {
    return SeriesSkipped.newBuilder()
        .setHeader(header(revision))
        .setStage("normalisation")
        .setReasonCode("TOO_FEW_SLICES")
        .setReason("2 slices.")
        .setInstanceCount(2)
        .build();
  }

  static DeadLetter letter(int revision, String stage) {
    return DeadLetter.newBuilder()
        .setHeader(header(revision))
        .setCauseCode("UNREADABLE")
        .setCause("Bytes are cut short.")
        .setStage(stage)
        .setEndsRevision(true)
        .setTopic("series-assembled")
        .setPartition(0)
        .setOffset(7)
        .setTimestamp(NOW)
        .setFailedAt(NOW)
        .setProducer("upstream@test")
        .build();
  }

  private static ModelPackageRef model(
      PackageRole role, String id, String sha256, Training training) {
    return ModelPackageRef.newBuilder()
        .setRole(role)
        .setId(id)
        .setVersion("1.0.0")
        .setSha256(sha256)
        .setTraining(training)
        .setExecutionProvider("cpu")
        .build();
  }
}
