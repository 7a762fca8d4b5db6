package org.seriesflow.dicom;

/** What a series will become, before any pixel is read: volumes, or a reason why it is none. */
public sealed interface SeriesPlan permits VolumePlans, NotAVolume {
  /** Evidence for eligibility; also there when the series is no volume. */
  SeriesAttributes attributes();

  /** The header of the first image; of the first instance when the series is no volume. */
  SeriesHeader header();
}
