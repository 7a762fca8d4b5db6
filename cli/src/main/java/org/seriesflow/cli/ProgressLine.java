package org.seriesflow.cli;

import java.io.PrintStream;

/**
 * Progress of a countable work on stderr: on a terminal one line that is written over, else a line
 * at each tenth.
 */
public final class ProgressLine {
  private static final int TENTHS = 10;

  private final PrintStream err;
  private final String what;
  private final boolean terminal;
  private int lastTenth;

  /** A line that begins with what is counted. */
  public ProgressLine(Terminal terminal, String what) {
    this(terminal.err(), what, terminal.interactive());
  }

  private ProgressLine(PrintStream err, String what, boolean terminal) {
    this.err = err;
    this.what = what;
    this.terminal = terminal;
  }

  /** Tells how much is done; at the end the line is ended. */
  public void update(int done, int total) {
    int tenth = total == 0 ? TENTHS : (int) ((long) done * TENTHS / total);
    boolean ended = done == total;
    if (terminal) {
      err.print("\r" + what + " " + done + "/" + total + (ended ? "\n" : ""));
    } else if (tenth != lastTenth || ended) {
      err.println(what + " " + done + "/" + total);
    }
    lastTenth = tenth;
  }
}
