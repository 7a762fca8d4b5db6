package org.seriesflow.dicom;

/** What became of a series: a volume, or a reason why it is none. */
public sealed interface Normalisation permits Normalised, NotAVolume {
  /** Evidence for eligibility; also there when the series is no volume. */
  SeriesAttributes attributes();
}
