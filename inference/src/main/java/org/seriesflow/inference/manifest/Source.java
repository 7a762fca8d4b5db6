package org.seriesflow.inference.manifest;

import java.nio.file.Path;

/**
 * Where something stands in a manifest.
 *
 * @param file the manifest
 * @param line line number from 1; 0 where the file as a whole is meant
 * @param name path of the thing inside the file, for example {@code steps[fused].rounding}
 */
public record Source(Path file, int line, String name) {

  /** The refusal of what stands here. */
  public PackageException problem(String sentence) {
    return new PackageException(this, sentence);
  }
}
