package org.seriesflow.dicom.codec;

import java.io.IOException;

/** A codestream that cannot be decoded, or not within the bounds; trying again will not help. */
public final class CorruptFrameException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptFrameException(String message) {
    super(message);
  }
}
