package org.seriesflow.ingest.archive;

import java.io.IOException;
import java.util.OptionalInt;

/** An archive that counts the instances of a series. Safe for threads. */
public interface Archive extends AutoCloseable {

  /** Its AE title or host, as it stands in the evidence. */
  String name();

  /**
   * Number of Series Related Instances (0020,1209).
   *
   * @return empty where it does not know the series, or does not count
   * @throws IOException when it does not answer in time, or fails; the message names it
   */
  OptionalInt instances(String studyInstanceUid, String seriesInstanceUid)
      throws IOException, InterruptedException;

  /** Gives up what is in work. */
  @Override
  default void close() {}
}
