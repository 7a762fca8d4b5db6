package org.seriesflow.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.PackageOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From a complete series to its prediction. */
@Command(
    name = "latency",
    description = {
      "Time from the completeness of a series to its prediction, through broker, registry and the three"
          + " services, less the networks' own time: by stage, and by where it goes.",
      "Synthetic series, one after another: the next is sent when the prediction before can be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  seriesflow bench latency", "  seriesflow bench latency --series 100 --json"})
public final class LatencyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--series",
      paramLabel = "N",
      defaultValue = "40",
      description = "How many are measured (default: ${DEFAULT-VALUE}), beside five before them.")
  private int series;

  @Option(
      names = "--slices",
      paramLabel = "N",
      defaultValue = "100",
      description = "Slices of each (default: ${DEFAULT-VALUE}).")
  private int slices;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "512",
      description = "Rows and columns of a slice (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Mixin private ReportOptions report;
  @Mixin private PackageOptions packages;

  /** Writes to that terminal. */
  public LatencyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (series < 1 || slices < 16 || rows < 16) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "one series, 16 slices and 16 rows are the least: %d, %d, %d"
              .formatted(series, slices, rows),
          null);
    }
    var settings = DemoSettings.usual("bench", packages.roi(), packages.classifier());
    var load = new LatencyFigures.Load(series, slices, rows);
    report.write(LatencyFigures.measure(load, settings, terminal::progress), terminal);
    return 0;
  }
}
