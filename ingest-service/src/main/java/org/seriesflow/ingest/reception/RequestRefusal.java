package org.seriesflow.ingest.reception;

/** Why a STOW-RS request was not worked on to its end; the label of its counter. */
public enum RequestRefusal {
  /** The client's address is not on the list. */
  ADDRESS(403),
  /** Not multipart/related, its type is not application/dicom, or its body is encoded. */
  MEDIA_TYPE(415),
  /** As many requests are in work as are allowed. */
  LIMIT(503),
  /** Not listening yet, or stopping. */
  NOT_READY(503),
  /** More bytes or parts than allowed. */
  TOO_LARGE(413),
  /** The body is no multipart body, or a part's headers are too long. */
  MALFORMED(400),
  /** Too little of the body in its time. */
  NOT_SENDING(408),
  /** The connection broke. */
  BROKEN(400);

  private final int status;

  RequestRefusal(int status) {
    this.status = status;
  }

  /** The HTTP status where nothing of the request was stored. */
  public int status() {
    return status;
  }
}
