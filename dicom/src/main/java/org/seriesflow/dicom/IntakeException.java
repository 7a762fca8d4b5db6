package org.seriesflow.dicom;

/**
 * An instance could not be taken in. The kind becomes the status of the C-STORE response (PS3.4
 * section B.2.3) or the Failure Reason of a STOW-RS response (PS3.18 table I.2-2); the association
 * or request lives on, and the peer may send the instance again.
 */
public final class IntakeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, in the words of PS3.4 table B.2-1 and PS3.7 annex C. */
  public enum Kind {
    /** No room, or the log or the store is away: worth sending again later. */
    OUT_OF_RESOURCES(0xA700),
    /** A file is longer than the configuration allows; the standard has no better status. */
    TOO_LARGE(0xA700),
    /** The data set is not what the command or its SOP class says. */
    DATA_SET_DOES_NOT_MATCH(0xA900),
    /** The data set cannot be read, or lacks what makes it addressable. */
    CANNOT_UNDERSTAND(0xC000),
    /** What cannot be de-identified is not stored, where de-identification is on. */
    NOT_DEIDENTIFIABLE(0xC000),
    /** The configuration excludes the SOP class, or it is not storage. */
    SOP_CLASS_NOT_SUPPORTED(0x0122),
    /** A file's transfer syntax is none that is taken; on an association negotiation says so. */
    TRANSFER_SYNTAX_NOT_SUPPORTED(0xC122),
    /** The command's SOP Instance UID has not the form of one. */
    INVALID_SOP_INSTANCE(0x0117),
    /** A fault on our side that sending again need not cure. */
    PROCESSING_FAILURE(0x0110);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The value of (0000,0900) Status, or of (0008,1197) Failure Reason. */
    public int status() {
      return status;
    }
  }

  private final Kind kind;

  public IntakeException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public IntakeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
