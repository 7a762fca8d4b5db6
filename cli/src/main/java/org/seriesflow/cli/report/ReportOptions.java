package org.seriesflow.cli.report;

import org.seriesflow.cli.Terminal;
import picocli.CommandLine.Option;

/** How a report is written. */
public final class ReportOptions {
  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

  /** Writes it to the results of the terminal. */
  public void write(Report report, Terminal terminal) {
    terminal
        .out()
        .println(json ? ReportJson.write(report) : report.text(terminal.columns()).stripTrailing());
  }
}
