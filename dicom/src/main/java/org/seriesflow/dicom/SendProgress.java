package org.seriesflow.dicom;

import java.nio.file.Path;

/** Told after each file, never by two threads at once. */
@FunctionalInterface
public interface SendProgress {

  /** Says nothing. */
  SendProgress SILENT = (file, accepted, done, total) -> {};

  /**
   * A file has been dealt with.
   *
   * @param accepted whether the peer took it
   * @param done files dealt with so far, this one included
   * @param total files of the whole call
   */
  void fileDone(Path file, boolean accepted, int done, int total);
}
