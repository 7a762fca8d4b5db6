package org.seriesflow.dicom;

/** A DIMSE-N operation cannot be taken up; its status says why (PS3.7 section 10.1). */
final class RefusedOperationException extends Exception {
  private static final long serialVersionUID = 1L;

  static final int INVALID_ARGUMENT = 0x0115;

  private final int status;

  RefusedOperationException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
