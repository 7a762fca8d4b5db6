package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.seriesflow.cli.PackageOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The time around the networks. */
@Command(
    name = "pipeline",
    description = "Share of a series' time outside session.run, peak memory of each service on it.")
public final class PipelineCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description =
          "One series (default: ../shared/data/mra-head beside the project, else the smallest phantom).")
  private Path input;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "How often it runs (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Mixin private ReportOptions report;
  @Mixin private PackageOptions packages;

  /** Writes to that terminal. */
  public PipelineCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var settings = DemoSettings.usual("bench", packages.roi(), packages.classifier());
    try (var series = BenchInput.of(input)) {
      report.write(PipelineFigures.measure(series, settings, rounds, terminal::progress), terminal);
    }
    return 0;
  }
}
