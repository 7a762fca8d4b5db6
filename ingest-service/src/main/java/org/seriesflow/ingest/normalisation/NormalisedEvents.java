package org.seriesflow.ingest.normalisation;

import java.util.Arrays;
import org.seriesflow.dicom.Normalised;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.Repair;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.events.VolumeGeometry;
import org.seriesflow.imaging.Volume;

/** Volumes and attributes as the events tell them. */
final class NormalisedEvents {
  private NormalisedEvents() {}

  static NormalisedVolume volume(Normalised normalised, PayloadRef payload) {
    var volume = normalised.volume();
    var frameOfReference = normalised.frameOfReferenceUid();
    return NormalisedVolume.newBuilder()
        .setPayload(payload)
        .setGeometry(geometry(volume))
        .setVoxelType(volume.type().name())
        .setSlope(volume.slope())
        .setIntercept(volume.intercept())
        .setFrameOfReferenceUid(frameOfReference.isEmpty() ? null : frameOfReference)
        .setGeometryEstimated(normalised.geometryEstimated())
        .setDimension(normalised.dimension().orElse(null))
        .setIndex(normalised.index())
        .setRepairs(
            normalised.repairs().stream().map(r -> new Repair(r.code(), r.sentence())).toList())
        .build();
  }

  private static VolumeGeometry geometry(Volume volume) {
    var shape = volume.shape();
    return VolumeGeometry.newBuilder()
        .setSizeZ(shape.z())
        .setSizeY(shape.y())
        .setSizeX(shape.x())
        .setIndexToLps(Arrays.stream(volume.geometry().indexToLps()).boxed().toList())
        .build();
  }

  static SeriesAttributes attributes(org.seriesflow.dicom.SeriesAttributes attributes) {
    return SeriesAttributes.newBuilder()
        .setModality(attributes.modality().orElse(null))
        .setBodyPartExamined(attributes.bodyPartExamined().orElse(null))
        .setSeriesDescription(attributes.seriesDescription().orElse(null))
        .setProtocolName(attributes.protocolName().orElse(null))
        .setImageType(attributes.imageType())
        .setScanningSequence(
            attributes.scanningSequence().isEmpty()
                ? null
                : String.join("\\", attributes.scanningSequence()))
        .setSequenceName(attributes.sequenceName().orElse(null))
        .setMrAcquisitionType(attributes.mrAcquisitionType().orElse(null))
        .setAngioFlag(attributes.angioFlag().orElse(null))
        .setContrastBolusAgent(attributes.contrastBolusAgent().orElse(null))
        .setRepetitionTimeMs(boxed(attributes.repetitionTimeMs()))
        .setEchoTimeMs(boxed(attributes.echoTimeMs()))
        .setSliceThicknessMm(boxed(attributes.sliceThicknessMm()))
        .setManufacturer(attributes.manufacturer().orElse(null))
        .setManufacturerModelName(attributes.manufacturerModelName().orElse(null))
        .build();
  }

  private static Double boxed(java.util.OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
