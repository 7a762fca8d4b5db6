package org.seriesflow.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Lists that stand beside the classes, a line an entry; lines with # are for people. */
final class ResourceLines {
  private ResourceLines() {}

  static List<String> of(String name) {
    var stream =
        Objects.requireNonNull(ResourceLines.class.getResourceAsStream(name), name + " is missing");
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
