package org.seriesflow.streaming.identity;

/** A key is none, or a record of the vault cannot be opened by it; the message says what to do. */
public final class IdentityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IdentityException(String message, Throwable cause) {
    super(message, cause);
  }
}
