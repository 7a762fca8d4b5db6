package org.seriesflow.cli.load;

/**
 * What a hospital sends in the peak hour, as the load model that AIDE has published says: of 250
 * studies it names the kind of these 225.
 */
enum StudyKind {
  CT(30),
  MR(25),
  XRAY(120),
  US(50);

  private final int inPeakHour;

  StudyKind(int inPeakHour) {
    this.inPeakHour = inPeakHour;
  }

  /** Studies of that kind in the peak hour. */
  int inPeakHour() {
    return inPeakHour;
  }

  /** Whether it is imitated by an angiography of the head, which ends in a prediction. */
  boolean isAngiography() {
    return this == CT || this == MR;
  }
}
