package org.seriesflow.cli.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether urgent series overtake others. */
@Command(
    name = "stat",
    description = {
      "Send urgent synthetic series, one after another, first alone, then while a backlog of others is"
          + " worked on, through broker, registry and services of this machine: from completeness to"
          + " the prediction.",
      "Exit code 1 where something is lost or doubled."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  seriesflow load stat", "  seriesflow load stat --backlog 1000 --series 30 --json"})
public final class StatCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Routine series that wait (default: ${DEFAULT-VALUE}).")
  private int backlog;

  @Option(
      names = "--series",
      paramLabel = "N",
      defaultValue = "20",
      description = "Urgent series, alone and under the backlog (default: ${DEFAULT-VALUE}).")
  private int series;

  @Mixin private ReportOptions output;

  /** Writes to that terminal. */
  public StatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (backlog < 1 || series < 1) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "--backlog and --series must be 1 or more: %d, %d".formatted(backlog, series),
          null);
    }
    var settings = LoadCommand.settings("load-stat");
    var report = new StatRun(settings, backlog, series, terminal::progress).run();
    output.write(report, terminal);
    terminal.progress("logs and data: " + settings.dataFolder());
    return report.lost() + report.doubled() == 0 ? 0 : CommandFailure.FAILED;
  }
}
