package org.seriesflow.dicom;

/**
 * An instance of the series cannot be read or decoded: truncated, corrupt, or in an unknown
 * transfer syntax. Trying again does not help.
 */
public final class UnreadableSeriesException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sopInstanceUid;
  private final String reason;

  UnreadableSeriesException(String sopInstanceUid, String reason, Throwable cause) {
    super("instance " + sopInstanceUid + ": " + reason, cause);
    this.sopInstanceUid = sopInstanceUid;
    this.reason = reason;
  }

  /** The instance that is to blame. */
  public String sopInstanceUid() {
    return sopInstanceUid;
  }

  /** What is wrong with it, a clause. */
  public String reason() {
    return reason;
  }
}
