package org.seriesflow.roi;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.Training;
import org.seriesflow.events.VolumeReady;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.inference.Input;
import org.seriesflow.inference.RoiFinding;
import org.seriesflow.inference.Substitution;
import org.seriesflow.inference.eligibility.Eligibility;
import org.seriesflow.inference.eligibility.Sign;
import org.seriesflow.stages.Deployment;
import org.seriesflow.stages.RegionLocator;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;

/**
 * A volume of [4,5,6] voxels of 1 mm, whose first voxel lies at (10, 20, 30), and a package for MR
 * of the head.
 */
final class Fixtures {
  static final String SERIES = "1.2.840.1";
  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final VolumeGeometry GEOMETRY =
      VolumeGeometry.axisAligned(new Shape(4, 5, 6), new Vector3(10, 20, 30), new Spacing(1, 1, 1));
  static final ModelPackageRef PACKAGE =
      ModelPackageRef.newBuilder()
          .setRole(PackageRole.ROI)
          .setId("roi")
          .setVersion("1.0.0")
          .setSha256("aa")
          .setTraining(Training.UNTRAINED)
          .setExecutionProvider("cpu")
          .build();
  static final Eligibility HEAD_MR =
      new Eligibility(
          new Eligibility.Anatomy(List.of("HEAD"), List.of("head"), List.of("spine")),
          List.of("LOCALIZER"),
          List.of(new Eligibility.Sequence("MRA", "MR", List.of(new Sign.AngioFlag()))),
          new Eligibility.Limits(.5, 2, 1, 100));

  private Fixtures() {}

  static Deployment deployment(ProcessingMode mode) {
    return new Deployment(mode, "roi-service@test", CLOCK);
  }

  /** One that takes all volumes of a series and gives such boxes. */
  static RegionLocator several(List<VoxelBox> boxes) {
    return new RegionLocator() {
      @Override
      public RoiFinding locate(List<Input.OfVolume> volumes) {
        return new RoiFinding(
            boxes, Optional.empty(), Duration.ofMillis(30), Duration.ofMillis(40), 9);
      }

      @Override
      public boolean takesSeveral() {
        return true;
      }
    };
  }

  /** What the fake locator finds. */
  static RoiFinding finding(VoxelBox box, Optional<Substitution> substitution) {
    return new RoiFinding(
        List.of(box), substitution, Duration.ofMillis(30), Duration.ofMillis(40), 9);
  }

  static PayloadRef stored(PayloadStore store, VolumeGeometry geometry) throws IOException {
    try (var volume = Volume.allocate(geometry, VoxelType.INT16);
        var draft = store.draft()) {
      volume.setStored(0, 0, 0, 7);
      Nifti.write(volume, draft.output());
      return draft.commit(SERIES, MediaTypes.NIFTI);
    }
  }

  static EventHeader header(int revision) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid(SERIES)
        .setStudyInstanceUid("1.2.840")
        .setRevision(revision)
        .setCorrelationId(SERIES + "#" + revision)
        .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .setProducedAt(NOW.minusSeconds(1))
        .setProducer("ingest-service@test")
        .setMode(ProcessingMode.LIVE)
        .build();
  }

  static VolumeReady volume(PayloadRef payload) {
    var volume =
        NormalisedVolume.newBuilder()
            .setPayload(payload)
            .setGeometry(
                new org.seriesflow.events.VolumeGeometry(
                    4, 5, 6, Arrays.stream(GEOMETRY.indexToLps()).boxed().toList()))
            .setVoxelType("INT16")
            .setSlope(1)
            .setIntercept(0)
            .build();
    return VolumeReady.newBuilder()
        .setHeader(header(1))
        .setVolumes(List.of(volume))
        .setAttributes(
            SeriesAttributes.newBuilder()
                .setModality("MR")
                .setBodyPartExamined("HEAD")
                .setAngioFlag("Y")
                .build())
        .setNormalisationVersion("1.0")
        .setInputDigest("dd")
        .setSourceInstances(new PayloadRef(SERIES + "/x.json", "cc", 1L, MediaTypes.JSON))
        .setInstanceCount(4)
        .setTimings(
            List.of(new StageTiming("normalisation", NOW.minusSeconds(2), 5d, null, List.of())))
        .build();
  }

  static PayloadRef missing() {
    var sha256 = "0".repeat(64);
    return new PayloadRef(SERIES + "/" + sha256 + ".nii", sha256, 1L, MediaTypes.NIFTI);
  }
}
