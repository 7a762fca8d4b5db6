package org.seriesflow.dicom;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a series says about its equipment and acquisition: the evidence for eligibility. Nothing in
 * it identifies a patient, and empty values count as missing. Taken from the first instance by
 * position.
 *
 * @param modality Modality (0008,0060)
 * @param bodyPartExamined Body Part Examined (0018,0015), else the code meaning of the first item
 *     of Anatomic Region Sequence (0008,2218)
 * @param seriesDescription Series Description (0008,103E)
 * @param studyDescription Study Description (0008,1030)
 * @param protocolName Protocol Name (0018,1030)
 * @param imageType values of Image Type (0008,0008)
 * @param scanningSequence values of Scanning Sequence (0018,0020)
 * @param sequenceVariant values of Sequence Variant (0018,0021)
 * @param sequenceName Sequence Name (0018,0024), else Pulse Sequence Name (0018,9005)
 * @param mrAcquisitionType MR Acquisition Type (0018,0023)
 * @param angioFlag Angio Flag (0018,0025)
 * @param contrastBolusAgent Contrast/Bolus Agent (0018,0010), else the code meaning of the first
 *     item of Contrast/Bolus Agent Sequence (0018,0012)
 * @param repetitionTimeMs Repetition Time (0018,0080)
 * @param echoTimeMs Echo Time (0018,0081)
 * @param sliceThicknessMm Slice Thickness (0018,0050); never used as the slice step
 * @param manufacturer Manufacturer (0008,0070)
 * @param manufacturerModelName Manufacturer's Model Name (0008,1090)
 * @param rows Rows (0028,0010), 0 when missing
 * @param columns Columns (0028,0011), 0 when missing
 */
public record SeriesAttributes(
    Optional<String> modality,
    Optional<String> bodyPartExamined,
    Optional<String> seriesDescription,
    Optional<String> studyDescription,
    Optional<String> protocolName,
    List<String> imageType,
    List<String> scanningSequence,
    List<String> sequenceVariant,
    Optional<String> sequenceName,
    Optional<String> mrAcquisitionType,
    Optional<String> angioFlag,
    Optional<String> contrastBolusAgent,
    OptionalDouble repetitionTimeMs,
    OptionalDouble echoTimeMs,
    OptionalDouble sliceThicknessMm,
    Optional<String> manufacturer,
    Optional<String> manufacturerModelName,
    int rows,
    int columns) {

  public SeriesAttributes {
    imageType = List.copyOf(imageType);
    scanningSequence = List.copyOf(scanningSequence);
    sequenceVariant = List.copyOf(sequenceVariant);
  }
}
