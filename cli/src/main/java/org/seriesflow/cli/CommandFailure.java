package org.seriesflow.cli;

/** A command cannot do what it was asked; the message is the one line that the user sees. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code where the command was understood and failed. */
  public static final int FAILED = 1;

  /** Exit code where what was asked is not clear or not valid. */
  public static final int USAGE = 2;

  private final int exitCode;

  /** Ends with exit code 1. */
  public CommandFailure(String message) {
    this(FAILED, message, null);
  }

  /** Ends with exit code 1; the cause is shown with --debug. */
  public CommandFailure(String message, Throwable cause) {
    this(FAILED, message, cause);
  }

  /** Ends with that exit code. */
  public CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
