package org.seriesflow.inference.engine;

/** A network that was opened failed in a call: a fault of the machine, not of the series. */
public final class NetworkFaultException extends RuntimeException {

  /** Says which network failed, and how. */
  public NetworkFaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
