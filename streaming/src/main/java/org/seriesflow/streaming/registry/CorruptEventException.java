package org.seriesflow.streaming.registry;

import org.seriesflow.streaming.DataException;

/** The bytes of an event are not what their topic promises. */
public final class CorruptEventException extends DataException {
  private static final long serialVersionUID = 1L;

  public CorruptEventException(String sentence) {
    super("CORRUPT_EVENT", sentence);
  }

  public CorruptEventException(String sentence, Throwable cause) {
    super("CORRUPT_EVENT", sentence, cause);
  }
}
