package org.seriesflow.benchmarks.intake;

import java.util.stream.Stream;
import org.seriesflow.dicom.SendSettings;

/** A C-STORE SCP that listens, whoever made it. */
public interface Receiver extends AutoCloseable {
  /** What it is called in a table. */
  String name();

  /** Where it listens, and under which AE titles it is spoken to. */
  SendSettings address();

  /** Its processes: when they rest, it has done with what it was sent. */
  Stream<ProcessHandle> processes();

  @Override
  void close();
}
