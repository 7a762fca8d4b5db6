package org.seriesflow.streaming.replay;

/** A job cannot be done as it is asked for; the message names the thing and the value. */
public final class ReplayRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ReplayRefusedException(String message) {
    super(message);
  }
}
