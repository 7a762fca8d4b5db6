package org.seriesflow.dicom;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;

/** Picks the evidence out of a data set; nothing that identifies a patient is touched. */
final class SeriesAttributesReader {
  private SeriesAttributesReader() {}

  static SeriesAttributes read(DicomInstance instance) {
    var dataset = instance.dataset();
    return new SeriesAttributes(
        text(dataset, Tag.Modality),
        text(dataset, Tag.BodyPartExamined)
            .or(() -> codeMeaning(dataset, Tag.AnatomicRegionSequence)),
        text(dataset, Tag.SeriesDescription),
        text(dataset, Tag.StudyDescription),
        text(dataset, Tag.ProtocolName),
        texts(dataset, Tag.ImageType),
        texts(dataset, Tag.ScanningSequence),
        texts(dataset, Tag.SequenceVariant),
        text(dataset, Tag.SequenceName).or(() -> text(dataset, Tag.PulseSequenceName)),
        text(dataset, Tag.MRAcquisitionType),
        text(dataset, Tag.AngioFlag),
        text(dataset, Tag.ContrastBolusAgent)
            .or(() -> codeMeaning(dataset, Tag.ContrastBolusAgentSequence)),
        number(dataset, Tag.RepetitionTime),
        number(dataset, Tag.EchoTime),
        number(dataset, Tag.SliceThickness),
        text(dataset, Tag.Manufacturer),
        text(dataset, Tag.ManufacturerModelName),
        instance.format().rows(),
        instance.format().columns());
  }

  private static Optional<String> text(Attributes dataset, int tag) {
    return Optional.ofNullable(dataset.getString(tag))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static List<String> texts(Attributes dataset, int tag) {
    var values = dataset.getStrings(tag);
    return values == null
        ? List.of()
        : Arrays.stream(values)
            .filter(value -> value != null && !value.isBlank())
            .map(String::strip)
            .toList();
  }

  private static Optional<String> codeMeaning(Attributes dataset, int sequenceTag) {
    var item = dataset.getNestedDataset(sequenceTag);
    return item == null ? Optional.empty() : text(item, Tag.CodeMeaning);
  }

  private static OptionalDouble number(Attributes dataset, int tag) {
    try {
      var value = dataset.getDouble(tag, Double.NaN);
      return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
