package org.seriesflow.dicom;

import java.io.IOException;

/** A file is not DICOM, or lacks the UIDs that make an instance addressable. */
public final class NotDicomException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean readable;

  NotDicomException(String message, boolean readable, Throwable cause) {
    super(message, cause);
    this.readable = readable;
  }

  /** Whether it could be read as a DICOM data set, and only its UIDs are missing or wrong. */
  public boolean isReadable() {
    return readable;
  }
}
