package org.seriesflow.inference.manifest;

import java.nio.file.Path;

/**
 * A model package that is refused: the message is one line with file, line, name and what to do.
 * Nothing of a refused package is ever run.
 */
public final class PackageException extends RuntimeException {
  private final transient Source source;

  /** Refuses the thing that stands at {@code source}. */
  public PackageException(Source source, String sentence) {
    super(place(source) + sentence);
    this.source = source;
  }

  /** Refuses the thing that stands at {@code source}, because of {@code cause}. */
  public PackageException(Source source, String sentence, Throwable cause) {
    super(place(source) + sentence, cause);
    this.source = source;
  }

  private static String place(Source source) {
    var line = source.line() > 0 ? ":" + source.line() : "";
    var name = source.name().isEmpty() ? "" : source.name() + ": ";
    return source.file() + line + ": " + name;
  }

  /** The file that was refused: the manifest, or a file of the package. */
  public Path file() {
    return source.file();
  }

  /** The line, from 1; 0 where the file as a whole is meant. */
  public int line() {
    return source.line();
  }

  /** The name of the refused thing inside the file; empty where the file as a whole is meant. */
  public String name() {
    return source.name();
  }
}
