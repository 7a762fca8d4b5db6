package org.seriesflow.cli.predict;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.VolumePlans;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.Repair;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.VolumeGeometry;
import org.seriesflow.events.VolumeReady;

/** A normalised series as the event from which the next stage works. */
final class VolumeEvents {
  /** In one process nothing asks for the source instances or their digest. */
  private static final PayloadRef NONE = new PayloadRef("", "", 0L, "");

  private VolumeEvents() {}

  static VolumeReady of(
      EventHeader header,
      VolumePlans plans,
      List<NormalisedVolume> volumes,
      int instances,
      StageTiming timing) {
    return VolumeReady.newBuilder()
        .setHeader(header)
        .setVolumes(volumes)
        .setAttributes(attributes(plans.attributes()))
        .setNormalisationVersion(SeriesNormaliser.VERSION)
        .setInputDigest("")
        .setSourceInstances(NONE)
        .setInstanceCount(instances)
        .setImagesLeftOut(plans.imagesLeftOut())
        .setTimings(List.of(timing))
        .build();
  }

  static NormalisedVolume volume(Normalised normalised, PayloadRef voxels) {
    var volume = normalised.volume();
    var shape = volume.geometry().shape();
    return NormalisedVolume.newBuilder()
        .setPayload(voxels)
        .setGeometry(
            new VolumeGeometry(
                shape.z(),
                shape.y(),
                shape.x(),
                Arrays.stream(volume.geometry().indexToLps()).boxed().toList()))
        .setVoxelType(volume.type().name())
        .setSlope(volume.slope())
        .setIntercept(volume.intercept())
        .setGeometryEstimated(normalised.geometryEstimated())
        .setDimension(normalised.dimension().orElse(null))
        .setIndex(normalised.index())
        .setRepairs(
            normalised.repairs().stream().map(r -> new Repair(r.code(), r.sentence())).toList())
        .build();
  }

  private static SeriesAttributes attributes(org.seriesflow.dicom.SeriesAttributes from) {
    return SeriesAttributes.newBuilder()
        .setModality(from.modality().orElse(null))
        .setBodyPartExamined(from.bodyPartExamined().orElse(null))
        .setSeriesDescription(from.seriesDescription().orElse(null))
        .setProtocolName(from.protocolName().orElse(null))
        .setImageType(from.imageType())
        .setScanningSequence(
            from.scanningSequence().isEmpty() ? null : String.join("\\", from.scanningSequence()))
        .setSequenceName(from.sequenceName().orElse(null))
        .setMrAcquisitionType(from.mrAcquisitionType().orElse(null))
        .setAngioFlag(from.angioFlag().orElse(null))
        .setContrastBolusAgent(from.contrastBolusAgent().orElse(null))
        .setRepetitionTimeMs(boxed(from.repetitionTimeMs()))
        .setEchoTimeMs(boxed(from.echoTimeMs()))
        .setSliceThicknessMm(boxed(from.sliceThicknessMm()))
        .setManufacturer(from.manufacturer().orElse(null))
        .setManufacturerModelName(from.manufacturerModelName().orElse(null))
        .build();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
