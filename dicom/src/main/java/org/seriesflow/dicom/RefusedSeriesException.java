package org.seriesflow.dicom;

/** Carries a refusal out of the steps of the normalisation. */
final class RefusedSeriesException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  RefusedSeriesException(RefusalCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  RefusalCode code() {
    return code;
  }
}
