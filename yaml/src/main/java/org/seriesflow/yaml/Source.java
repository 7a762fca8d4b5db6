package org.seriesflow.yaml;

import java.nio.file.Path;

/**
 * Where something stands in a file that people write.
 *
 * @param file the file
 * @param line line number from 1; 0 where the file as a whole is meant
 * @param name path of the thing inside the file, for example {@code steps[fused].rounding}
 */
public record Source(Path file, int line, String name) {

  /** The refusal of what stands here. */
  public RefusedFileException problem(String sentence) {
    return new RefusedFileException(this, sentence);
  }
}
