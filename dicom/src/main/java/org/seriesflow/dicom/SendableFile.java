package org.seriesflow.dicom;

import java.io.IOException;
import java.nio.file.Path;

/** A file that has what C-STORE needs: its UIDs, and where its data set begins. */
record SendableFile(Path file, InstanceUids uids, long dataSetOffset) {

  /** What one presentation context is proposed for. */
  record Kind(String sopClassUid, String transferSyntaxUid) {}

  static SendableFile inspect(Path file) throws IOException {
    var opened = DicomFiles.open(file);
    return new SendableFile(file, opened.uids(), opened.dataSetOffset());
  }

  Kind kind() {
    return new Kind(uids.sopClassUid(), uids.transferSyntaxUid());
  }
}
