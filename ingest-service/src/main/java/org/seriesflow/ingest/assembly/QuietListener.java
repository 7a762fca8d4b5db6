package org.seriesflow.ingest.assembly;

/** Hears of series that have gone quiet, once each time until something of them arrives again. */
@FunctionalInterface
public interface QuietListener {

  /** Called on the stream thread: must return at once. */
  void quiet(String seriesInstanceUid, String studyInstanceUid);
}
