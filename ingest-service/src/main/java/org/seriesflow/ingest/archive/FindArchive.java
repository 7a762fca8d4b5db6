package org.seriesflow.ingest.archive;

import java.io.IOException;
import java.util.OptionalInt;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.dicom.SeriesFind;

/**
 * An archive that is asked by C-FIND.
 *
 * @param peer its address, both AE titles, and how long it has for an answer
 */
public record FindArchive(SendSettings peer) implements Archive {

  @Override
  public String name() {
    return peer.calledAet();
  }

  @Override
  public OptionalInt instances(String studyInstanceUid, String seriesInstanceUid)
      throws IOException, InterruptedException {
    return SeriesFind.instances(peer, studyInstanceUid, seriesInstanceUid);
  }
}
