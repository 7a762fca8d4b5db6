package org.seriesflow.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real series from the folder beside the project, or from where SERIESFLOW_DATA says. */
final class RealSeries {
  private RealSeries() {}

  /** A folder of real series; where it is absent the test is skipped and says so. */
  static Path folder(String name) {
    var configured = System.getenv("SERIESFLOW_DATA");
    var data =
        configured == null
            ? Path.of(System.getProperty("seriesflow.root"), "..", "shared", "data")
            : Path.of(configured);
    var folder = data.resolve(name).normalize();
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "real series are absent: " + folder + " is no folder");
    return folder;
  }
}
