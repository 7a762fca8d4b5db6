package org.seriesflow.inference.eligibility;

import java.util.List;
import java.util.Optional;

/**
 * What a series says about itself, without anything that identifies a patient. Empty texts count as
 * missing.
 *
 * @param modality Modality (0008,0060)
 * @param bodyPartExamined Body Part Examined (0018,0015)
 * @param seriesDescription Series Description (0008,103E)
 * @param studyDescription Study Description (0008,1030)
 * @param protocolName Protocol Name (0018,1030)
 * @param sequenceName Sequence Name (0018,0024) or Pulse Sequence Name (0018,9005)
 * @param scanningSequence Scanning Sequence (0018,0020)
 * @param contrastAgent Contrast/Bolus Agent (0018,0010)
 * @param angioFlag Angio Flag (0018,0025) is Y
 * @param imageType values of Image Type (0008,0008)
 * @param geometry size and spacing of the normalised volume
 */
public record SeriesEvidence(
    Optional<String> modality,
    Optional<String> bodyPartExamined,
    Optional<String> seriesDescription,
    Optional<String> studyDescription,
    Optional<String> protocolName,
    Optional<String> sequenceName,
    List<String> scanningSequence,
    Optional<String> contrastAgent,
    boolean angioFlag,
    List<String> imageType,
    Grid geometry) {

  /**
   * Size of a normalised volume.
   *
   * @param voxelsZ voxels along z; y and x alike
   * @param spacingZMm step along z in mm; y and x alike
   * @param sliceStepMm distance of two acquired slices, whichever axis they were stacked along
   */
  public record Grid(
      int voxelsZ,
      int voxelsY,
      int voxelsX,
      double spacingZMm,
      double spacingYMm,
      double spacingXMm,
      double sliceStepMm) {

    /** A grid whose slice step is its coarsest spacing, for when nothing better is known. */
    public static Grid of(
        int voxelsZ,
        int voxelsY,
        int voxelsX,
        double spacingZMm,
        double spacingYMm,
        double spacingXMm) {
      double step = Math.max(spacingZMm, Math.max(spacingYMm, spacingXMm));
      return new Grid(voxelsZ, voxelsY, voxelsX, spacingZMm, spacingYMm, spacingXMm, step);
    }

    /** The least extent of the three axes in mm. */
    double leastExtentMm() {
      return Math.min(voxelsZ * spacingZMm, Math.min(voxelsY * spacingYMm, voxelsX * spacingXMm));
    }

    /** The greatest extent of the three axes in mm. */
    double greatestExtentMm() {
      return Math.max(voxelsZ * spacingZMm, Math.max(voxelsY * spacingYMm, voxelsX * spacingXMm));
    }
  }

  public SeriesEvidence {
    modality = given(modality);
    bodyPartExamined = given(bodyPartExamined);
    seriesDescription = given(seriesDescription);
    studyDescription = given(studyDescription);
    protocolName = given(protocolName);
    sequenceName = given(sequenceName);
    scanningSequence = List.copyOf(scanningSequence);
    contrastAgent = given(contrastAgent);
    imageType = List.copyOf(imageType);
  }

  private static Optional<String> given(Optional<String> text) {
    return text.map(String::strip).filter(value -> !value.isEmpty());
  }

  /** Evidence of which only modality and grid are known; the tests and tools build on it. */
  public static SeriesEvidence of(String modality, Grid geometry) {
    return new SeriesEvidence(
        Optional.of(modality),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        false,
        List.of(),
        geometry);
  }
}
