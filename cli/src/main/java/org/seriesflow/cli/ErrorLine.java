package org.seriesflow.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Says an error in one line. */
public final class ErrorLine {
  private ErrorLine() {}

  static String of(Throwable error) {
    return of(sentence(error));
  }

  static String of(String sentence) {
    return "seriesflow: " + sentence.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** What went wrong, without the program's name; may hold line ends. */
  public static String sentence(Throwable error) {
    return switch (error) {
      case NoSuchFileException e -> e.getFile() + " does not exist";
      case AccessDeniedException e -> e.getFile() + " may not be read or written";
      case ExecutionException e when e.getCause() != null -> sentence(e.getCause());
      case TimeoutException e ->
          "no answer in time" + (e.getMessage() == null ? "" : ": " + e.getMessage());
      default ->
          error.getMessage() == null || error.getMessage().isBlank()
              ? error.getClass().getSimpleName()
              : error.getMessage();
    };
  }
}
