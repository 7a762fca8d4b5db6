package org.seriesflow.streaming.payload;

import org.seriesflow.streaming.DataException;

/** The store is there, and the payload is not, or is no longer what its reference says. */
public final class PayloadLostException extends DataException {
  private static final long serialVersionUID = 1L;

  private PayloadLostException(String code, String sentence) {
    super(code, sentence);
  }

  static PayloadLostException missing(String key, String store) {
    return new PayloadLostException(
        "PAYLOAD_MISSING", "Payload %s is not in %s.".formatted(key, store));
  }

  static PayloadLostException damaged(String key, String what) {
    return new PayloadLostException("PAYLOAD_DAMAGED", "Payload %s: %s.".formatted(key, what));
  }

  static PayloadLostException misnamed(String key) {
    return new PayloadLostException(
        "PAYLOAD_KEY",
        "'%s' is no payload key (<series UID>/<sha256>.<extension>).".formatted(key));
  }
}
