package org.seriesflow.dicom.codec;

import java.io.IOException;

/** No decoding process can be started; says nothing about the frame, and trying again may help. */
public final class DecoderUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  DecoderUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
