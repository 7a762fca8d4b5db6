package org.seriesflow.cli.report;

/** How a series revision ended. None of them is ever a negative finding. */
public enum SeriesStatus {
  /** The networks ran on their declared input. */
  PREDICTED,
  /** The networks ran on a substitute input; the reason says which. */
  FALLBACK,
  /** No package is for this series, or it is no volume; no network was asked. */
  SKIPPED,
  /** No network ran to its end, or the series reached no end at all; all scores are null. */
  FAILED
}
