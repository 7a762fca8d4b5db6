package org.seriesflow.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.dicom.SyntheticSeries;
import org.seriesflow.dicom.SyntheticSpec;

/** Series that are made for a test. */
final class SyntheticInput {
  private SyntheticInput() {}

  /** The series of these specifications, written below that folder. */
  static InputFiles of(Path folder, List<SyntheticSpec> specs) throws IOException {
    for (var spec : specs) {
      SyntheticSeries.write(folder.resolve("series-" + spec.seed()), spec);
    }
    return InputFiles.of(folder);
  }
}
