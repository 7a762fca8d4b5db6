package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A temporary folder that is removed with all that it holds. */
public final class ScratchFolder implements AutoCloseable {
  private static final String PREFIX = "seriesflow-bench-";

  private final Path path;

  /** Where the system keeps temporary files. */
  public ScratchFolder() throws IOException {
    path = Files.createTempDirectory(PREFIX);
  }

  /** In that folder, which is there. */
  public ScratchFolder(Path parent) throws IOException {
    path = Files.createTempDirectory(parent, PREFIX);
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Copies files into a subfolder, numbered: their names may repeat. */
  public Path copy(String name, List<Path> files) throws IOException {
    var folder = Files.createDirectory(path.resolve(name));
    for (int i = 0; i < files.size(); i++) {
      Files.copy(files.get(i), folder.resolve(i + ".dcm"));
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    try (var tree = Files.walk(path)) {
      for (var entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
