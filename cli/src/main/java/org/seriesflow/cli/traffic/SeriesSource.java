package org.seriesflow.cli.traffic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the series of a {@link SeriesTraffic} come from. Called by several threads at once. */
@FunctionalInterface
public interface SeriesSource {
  /**
   * The files of a series, all of one series and deleted once they are acknowledged.
   *
   * @param number of the series, from 0
   */
  List<Path> files(int number) throws IOException;
}
