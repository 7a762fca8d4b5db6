package org.seriesflow.stages;

/** What becomes of a series that does not say which part of the body it shows. */
public enum UnknownBodyPart {
  /** SKIPPED(UNDETERMINED). */
  SKIP,
  /** As if it were eligible. */
  TRY
}
