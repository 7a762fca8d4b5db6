package org.seriesflow.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where commands read and write: input from {@code in}, results to {@code out}, progress and errors
 * to {@code err}, all UTF-8.
 *
 * @param columns how wide tables and help may be
 * @param interactive whether {@code err} is a terminal, on which a line may be written over
 */
public record Terminal(
    InputStream in, PrintStream out, PrintStream err, int columns, boolean interactive) {
  private static final int WITHOUT_TERMINAL = 120;
  private static final int NARROWEST = 60;

  /** The process's own streams. */
  public static Terminal ofProcess() {
    return new Terminal(
        new FileInputStream(FileDescriptor.in),
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        Math.max(NARROWEST, Integer.getInteger("seriesflow.columns", WITHOUT_TERMINAL)),
        Boolean.getBoolean("seriesflow.interactive"));
  }

  /** One line of progress. */
  public void progress(String line) {
    err.println(line);
  }
}
