package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.phantom.Phantoms;

/** The one series that is measured. */
record BenchInput(InputFiles files, SeriesFiles.Series series, String name)
    implements AutoCloseable {

  /**
   * The series of that folder; where it is null the real MR angiography beside the project, where
   * that is absent the smallest phantom.
   */
  static BenchInput of(Path input) throws IOException {
    var real = ProjectFolder.root().resolve("../shared/data/mra-head").normalize();
    var chosen = input;
    if (chosen == null) {
      chosen = Files.isDirectory(real) ? real : Phantoms.shipped().smallest().file();
    }
    var files = InputFiles.of(chosen);
    var all = SeriesFiles.of(files).series();
    if (all.size() != 1) {
      files.close();
      throw new CommandFailure(
          CommandFailure.USAGE, chosen + " holds " + all.size() + " series; one is measured", null);
    }
    return new BenchInput(files, all.getFirst(), chosen.getFileName().toString());
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
