package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Real series, which lie beside the checkout; tests that need them are skipped where they do not.
 */
final class SharedData {
  private SharedData() {}

  /** A file or folder of the real data. */
  static Path resolve(String name) {
    var configured = System.getenv("SERIESFLOW_DATA");
    var root =
        configured == null
            ? Path.of(System.getProperty("seriesflow.root"), "..", "shared", "data")
            : Path.of(configured);
    var path = root.resolve(name);
    assumeTrue(Files.exists(path), "skipped: no real data at " + path.normalize());
    return path;
  }

  /** The instances of those files. */
  static List<SourceInstance> sources(List<Path> files) throws IOException {
    var sources = new ArrayList<SourceInstance>();
    for (var file : files) {
      sources.add(new SourceInstance(file, DicomFiles.readUids(file).sopInstanceUid()));
    }
    return sources;
  }

  /** Skips the test unless the program stands on the path. */
  static void requireProgram(String name) {
    var found = false;
    for (var folder : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
      found |= Files.isExecutable(Path.of(folder, name));
    }
    assumeTrue(found, "skipped: " + name + " is not installed");
  }
}
