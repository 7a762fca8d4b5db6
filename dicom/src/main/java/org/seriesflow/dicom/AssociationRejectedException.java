package org.seriesflow.dicom;

import java.io.IOException;

/** A peer answered with A-ASSOCIATE-RJ (PS3.8 section 9.3.4). */
public final class AssociationRejectedException extends IOException {
  private static final long serialVersionUID = 1;

  private final int result;
  private final int source;
  private final int reason;

  AssociationRejectedException(
      String message, int result, int source, int reason, Throwable cause) {
    super(message, cause);
    this.result = result;
    this.source = source;
    this.reason = reason;
  }

  /** Result, source and reason as the standard numbers them: "2,3,1" is temporary congestion. */
  public String codes() {
    return result + "," + source + "," + reason;
  }
}
