package org.seriesflow.streaming.registry;

/**
 * The registry answered and said no: wrong credentials, an incompatible schema, an unknown request.
 */
public final class RegistryRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int errorCode;

  public RegistryRefusedException(String request, int status, int errorCode, String message) {
    super(
        "%s was refused with HTTP %d%s: %s"
            .formatted(request, status, errorCode == 0 ? "" : " (" + errorCode + ")", message));
    this.status = status;
    this.errorCode = errorCode;
  }

  public int status() {
    return status;
  }

  /** Confluent's error code, as in 40401 for an unknown subject; 0 where there is none. */
  public int errorCode() {
    return errorCode;
  }
}
