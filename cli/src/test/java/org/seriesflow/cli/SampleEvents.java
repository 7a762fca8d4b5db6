package org.seriesflow.cli;

import java.time.Instant;
import java.util.List;
import org.seriesflow.events.BoxInSpace;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.LabelRole;
import org.seriesflow.events.LabelScore;
import org.seriesflow.events.Laterality;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.PredictionScope;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.Training;
import org.seriesflow.events.Vector3;
import org.seriesflow.events.VoxelBox;

/** Events with values that are easy to recognise. */
public final class SampleEvents {
  /** When the first instance of every sample was received. */
  public static final Instant BEGUN = Instant.parse("2026-03-01T10:00:00Z");

  private SampleEvents() {}

  public static EventHeader header(String seriesUid, int revision) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid(seriesUid)
        .setStudyInstanceUid("1.2")
        .setRevision(revision)
        .setCorrelationId(seriesUid + "#" + revision)
        .setProducedAt(BEGUN.plusMillis(9000))
        .setProducer("test@0")
        .setMode(ProcessingMode.LIVE)
        .build();
  }

  public static InstanceReceived received(String seriesUid, String sopInstanceUid) {
    return InstanceReceived.newBuilder()
        .setHeader(header(seriesUid, 0))
        .setSopClassUid("1.2.840.10008.5.1.4.1.1.4")
        .setSopInstanceUid(sopInstanceUid)
        .setTransferSyntaxUid("1.2.840.10008.1.2.1")
        .setPayload(new PayloadRef("k", "0".repeat(64), 1L, "application/dicom"))
        .setReceivedAt(BEGUN)
        .setSource(IntakeSource.DIMSE)
        .build();
  }

  public static SeriesAssembled assembled(String seriesUid, int revision, int instances) {
    return SeriesAssembled.newBuilder()
        .setHeader(header(seriesUid, revision))
        .setInstances(new PayloadRef("k", "0".repeat(64), 1L, "application/octet-stream"))
        .setInstanceCount(instances)
        .setEvidence(CompletionEvidence.IDLE)
        .setEvidenceDetail("idle for 5 s")
        .setFirstReceivedAt(BEGUN)
        .setLastReceivedAt(BEGUN)
        .build();
  }

  public static SeriesSkipped skipped(String seriesUid, int revision) {
    return SeriesSkipped.newBuilder()
        .setHeader(header(seriesUid, revision))
        .setStage("normalisation")
        .setReasonCode("TOO_FEW_SLICES")
        .setReason("2 slices, at least 3 are needed")
        .setInstanceCount(2)
        .setTimings(
            List.of(
                new StageTiming("assembly", BEGUN, 5000.0, null, List.of()),
                new StageTiming("normalisation", BEGUN.plusMillis(5000), 20.0, null, List.of())))
        .build();
  }

  public static SeriesPredicted predicted(String seriesUid, int revision, PredictionStatus status) {
    boolean ran = status == PredictionStatus.PREDICTED || status == PredictionStatus.FALLBACK;
    var event =
        SeriesPredicted.newBuilder()
            .setHeader(header(seriesUid, revision))
            .setPredictionId("0".repeat(64))
            .setScope(PredictionScope.SERIES)
            .setStatus(status)
            .setScores(
                List.of(
                    score("left MCA", LabelRole.LOCATION, Laterality.LEFT, ran ? 0.25 : null),
                    score("basilar tip", LabelRole.LOCATION, Laterality.NONE, ran ? 0.75 : null),
                    score(
                        "aneurysm present", LabelRole.PRESENCE, Laterality.NONE, ran ? 0.5 : null)))
            .setModels(
                List.of(
                    model(PackageRole.ROI, "tiny-roi"),
                    model(PackageRole.CLASSIFIER, "tiny-classifier")))
            .setTraining(Training.UNTRAINED)
            .setTimings(
                List.of(
                    new StageTiming("assembly", BEGUN, 5000.0, null, List.of()),
                    new StageTiming(
                        "normalisation", BEGUN.plusMillis(5000), 1000.0, null, List.of()),
                    new StageTiming("roi", BEGUN.plusMillis(6000), 500.0, 400.0, List.of()),
                    new StageTiming(
                        "classification", BEGUN.plusMillis(7000), 1500.0, 1400.0, List.of())));
    if (ran) {
      event.setRois(List.of(region()));
    }
    if (status != PredictionStatus.PREDICTED) {
      event.setReasonCode("CODE").setReason("a sentence");
    }
    return event.build();
  }

  private static LabelScore score(
      String label, LabelRole role, Laterality laterality, Double probability) {
    return LabelScore.newBuilder()
        .setLabel(label)
        .setRole(role)
        .setLaterality(laterality)
        .setProbability(probability)
        .setLogit(probability == null ? null : probability - 0.5)
        .build();
  }

  private static ModelPackageRef model(PackageRole role, String id) {
    return ModelPackageRef.newBuilder()
        .setRole(role)
        .setId(id)
        .setVersion("1.0.0")
        .setSha256("0".repeat(64))
        .setTraining(Training.UNTRAINED)
        .build();
  }

  private static RegionOfInterest region() {
    var zero = new Vector3(0.0, 0.0, 0.0);
    return RegionOfInterest.newBuilder()
        .setVolumeIndex(0)
        .setVoxelBox(new VoxelBox(1, 2, 3, 11, 22, 33))
        .setBoxInSpace(
            new BoxInSpace(
                zero, zero, zero, zero, new Vector3(-1.5, -2.5, -3.5), new Vector3(1.5, 2.5, 3.5)))
        .build();
  }
}
