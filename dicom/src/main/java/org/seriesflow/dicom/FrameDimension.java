package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;

/**
 * What may tell images at one place apart, in the order in which it is asked. In an enhanced image
 * the value stands in a functional group (PS3.3 C.7.6.16), else in the data set itself.
 */
enum FrameDimension {
  TEMPORAL_POSITION(
      "TemporalPosition",
      Tag.TemporalPositionIdentifier,
      Tag.FrameContentSequence,
      Tag.TemporalPositionIndex),
  ECHO_TIME("EchoTime", Tag.EchoTime, Tag.MREchoSequence, Tag.EffectiveEchoTime),
  COMPONENT(
      "ComplexImageComponent",
      Tag.ComplexImageComponent,
      Tag.MRImageFrameTypeSequence,
      Tag.ComplexImageComponent),
  IMAGE_TYPE("ImageType", Tag.ImageType, Tag.MRImageFrameTypeSequence, Tag.FrameType),
  INVERSION_TIME("InversionTime", Tag.InversionTime, Tag.MRModifierSequence, Tag.InversionTimes),
  B_VALUE("DiffusionBValue", Tag.DiffusionBValue, Tag.MRDiffusionSequence, Tag.DiffusionBValue),
  ACQUISITION_NUMBER(
      "AcquisitionNumber",
      Tag.AcquisitionNumber,
      Tag.FrameContentSequence,
      Tag.FrameAcquisitionNumber),
  TRIGGER_TIME(
      "TriggerTime",
      Tag.TriggerTime,
      Tag.CardiacSynchronizationSequence,
      Tag.NominalCardiacTriggerDelayTime),
  /** Whatever else the object counts frames by, but for what says where they lie. */
  DIMENSION_INDEX("DimensionIndexValues", 0, 0, 0);

  private final String label;
  private final int tag;
  private final int groupTag;
  private final int tagInGroup;

  FrameDimension(String label, int tag, int groupTag, int tagInGroup) {
    this.label = label;
    this.tag = tag;
    this.groupTag = groupTag;
    this.tagInGroup = tagInGroup;
  }

  /** The attribute, as events name the dimension. */
  String label() {
    return label;
  }

  /** All of them in words, in order. */
  static String labels() {
    return Arrays.stream(values()).map(FrameDimension::label).collect(Collectors.joining(", "));
  }

  /** The value of a single-frame image. */
  Optional<String> of(Attributes dataset) {
    return tag == 0 ? Optional.empty() : text(dataset, tag);
  }

  /** The value of a frame. */
  Optional<String> of(Attributes dataset, FunctionalGroups groups) {
    if (this == DIMENSION_INDEX) {
      return indexValues(dataset, groups);
    }
    var group = groups.find(groupTag);
    return (group == null ? Optional.<String>empty() : text(group, tagInGroup))
        .or(() -> of(dataset));
  }

  private static Optional<String> text(Attributes from, int tag) {
    var values = from.getStrings(tag);
    return values == null ? Optional.empty() : Optional.of(String.join("\\", values));
  }

  private static Optional<String> indexValues(Attributes dataset, FunctionalGroups groups) {
    var content = groups.find(Tag.FrameContentSequence);
    var values = content == null ? null : content.getInts(Tag.DimensionIndexValues);
    var pointers = dataset.getSequence(Tag.DimensionIndexSequence);
    if (values == null || pointers == null || pointers.size() != values.length) {
      return Optional.empty();
    }
    return Optional.of(
        IntStream.range(0, values.length)
            .filter(i -> !isPlace(pointers.get(i).getInt(Tag.DimensionIndexPointer, 0)))
            .mapToObj(i -> Integer.toString(values[i]))
            .collect(Collectors.joining("\\")));
  }

  private static boolean isPlace(int pointer) {
    return pointer == Tag.ImagePositionPatient
        || pointer == Tag.InStackPositionNumber
        || pointer == Tag.SliceLocation
        || pointer == Tag.ImageOrientationPatient
        || pointer == Tag.StackID;
  }
}
