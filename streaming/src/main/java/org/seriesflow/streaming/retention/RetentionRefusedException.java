package org.seriesflow.streaming.retention;

/** Nothing was deleted, since what may be deleted is not known; the message says what to do. */
public final class RetentionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RetentionRefusedException(String sentence) {
    super(sentence);
  }

  RetentionRefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
