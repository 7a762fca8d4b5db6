package org.seriesflow.cli.bench;

import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportJson;
import picocli.CommandLine.Option;

/** How a report is written. */
final class ReportOptions {
  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

  void write(Report report, Terminal terminal) {
    terminal
        .out()
        .println(json ? ReportJson.write(report) : report.text(terminal.columns()).stripTrailing());
  }
}
