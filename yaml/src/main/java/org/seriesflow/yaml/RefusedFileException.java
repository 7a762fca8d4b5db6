package org.seriesflow.yaml;

import java.nio.file.Path;

/**
 * A file that people write is refused, or one that it names: the message is one line with file,
 * line, name and what to do. Nothing of a refused file is ever used.
 */
public final class RefusedFileException extends RuntimeException {
  private final transient Source source;

  /** Refuses the thing that stands at {@code source}. */
  public RefusedFileException(Source source, String sentence) {
    super(place(source) + sentence);
    this.source = source;
  }

  /** Refuses the thing that stands at {@code source}, because of {@code cause}. */
  public RefusedFileException(Source source, String sentence, Throwable cause) {
    super(place(source) + sentence, cause);
    this.source = source;
  }

  private static String place(Source source) {
    var line = source.line() > 0 ? ":" + source.line() : "";
    var name = source.name().isEmpty() ? "" : source.name() + ": ";
    return source.file() + line + ": " + name;
  }

  /** The file that was refused. */
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
