package org.seriesflow.streaming.identity;

/**
 * A key is none, stores cannot serve as a vault, or a record of it cannot be opened: by that key,
 * or since its patient was erased. The message says which, and what to do.
 */
public final class IdentityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IdentityException(String message, Throwable cause) {
    super(message, cause);
  }
}
