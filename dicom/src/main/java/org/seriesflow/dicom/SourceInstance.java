package org.seriesflow.dicom;

import java.nio.file.Path;
import java.util.Objects;

/** A stored instance of a series: where its DICOM file is, and which instance it is. */
public record SourceInstance(Path file, String sopInstanceUid) {
  public SourceInstance {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(sopInstanceUid, "sopInstanceUid");
  }
}
