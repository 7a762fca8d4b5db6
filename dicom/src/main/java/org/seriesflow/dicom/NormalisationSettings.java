package org.seriesflow.dicom;

import java.util.Locale;

/**
 * What of the normalisation may be set. Other settings may give other volumes, so that their {@link
 * #version()} differs.
 *
 * @param greatestGapMm unevenly spaced slices are interpolated between where no two neighbours lie
 *     further apart than this; else the series is refused
 */
public record NormalisationSettings(double greatestGapMm) {
  public static final NormalisationSettings DEFAULTS = new NormalisationSettings(2);

  public NormalisationSettings {
    if (!(greatestGapMm > 0 && Double.isFinite(greatestGapMm))) {
      throw new IllegalArgumentException(
          "the greatest gap must be above 0 mm and finite: " + greatestGapMm);
    }
  }

  /** Version of the rules, with what differs from the defaults: part of a prediction's identity. */
  public String version() {
    return equals(DEFAULTS)
        ? SeriesNormaliser.VERSION
        : String.format(Locale.ROOT, "%s, gap %s mm", SeriesNormaliser.VERSION, greatestGapMm);
  }
}
