package org.seriesflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A temporary folder that is removed with all that it holds. */
final class ScratchFolder implements AutoCloseable {
  private final Path path;

  ScratchFolder() throws IOException {
    path = Files.createTempDirectory("seriesflow-bench-");
  }

  Path path() {
    return path;
  }

  /** Copies files into a subfolder, numbered: their names may repeat. */
  Path copy(String name, List<Path> files) throws IOException {
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
