package org.seriesflow.dicom;

import java.util.Optional;

/** What became of a file that was to be taken in. */
public sealed interface FileReceipt {

  /**
   * It cannot be lost any more.
   *
   * @param uids as they were sent, also where others are stored
   */
  record Stored(InstanceUids uids) implements FileReceipt {}

  /**
   * It was not taken.
   *
   * @param sopClassUid as the file meta information says, where that could be read and is a UID
   * @param sopInstanceUid likewise
   */
  record NotStored(
      Optional<String> sopClassUid, Optional<String> sopInstanceUid, IntakeException refusal)
      implements FileReceipt {}
}
