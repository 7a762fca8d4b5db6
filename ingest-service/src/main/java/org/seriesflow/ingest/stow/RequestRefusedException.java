package org.seriesflow.ingest.stow;

import java.io.IOException;
import org.seriesflow.ingest.reception.RequestRefusal;

/** The rest of a request cannot be worked on. What was stored before stays stored. */
final class RequestRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final RequestRefusal refusal;

  RequestRefusedException(RequestRefusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  RequestRefusal refusal() {
    return refusal;
  }
}
