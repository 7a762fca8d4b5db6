package org.seriesflow.stages;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.inference.eligibility.SeriesEvidence;

/** What an event says about a series, as the eligibility of a package reads it. */
public final class EventEvidence {
  private EventEvidence() {}

  /** The evidence; the slice step is the volume's coarsest spacing, whichever axis it lies on. */
  public static SeriesEvidence of(SeriesAttributes attributes, VolumeGeometry geometry) {
    var spacing = geometry.spacingMm();
    var shape = geometry.shape();
    return new SeriesEvidence(
        Optional.ofNullable(attributes.getModality()),
        Optional.ofNullable(attributes.getBodyPartExamined()),
        Optional.ofNullable(attributes.getSeriesDescription()),
        Optional.empty(),
        Optional.ofNullable(attributes.getProtocolName()),
        Optional.ofNullable(attributes.getSequenceName()),
        values(attributes.getScanningSequence()),
        Optional.ofNullable(attributes.getContrastBolusAgent()),
        "Y".equals(attributes.getAngioFlag()),
        attributes.getImageType(),
        SeriesEvidence.Grid.of(
            shape.z(), shape.y(), shape.x(), spacing.zMm(), spacing.yMm(), spacing.xMm()));
  }

  /**
   * The values of an attribute with value multiplicity, which DICOM parts by a backslash (PS3.5
   * 6.2).
   */
  private static List<String> values(String attribute) {
    return attribute == null
        ? List.of()
        : Arrays.stream(attribute.split("\\\\", -1))
            .map(String::strip)
            .filter(v -> !v.isEmpty())
            .toList();
  }
}
