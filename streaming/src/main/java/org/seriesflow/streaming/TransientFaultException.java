package org.seriesflow.streaming;

/**
 * Something outside is away for now (payload store, registry, broker): the same input may pass
 * later. It is tried again, and nothing is skipped.
 */
public class TransientFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TransientFaultException(String sentence) {
    super(sentence);
  }

  public TransientFaultException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
