package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.seriesflow.cli.PackageOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.report.ReportJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measurements. */
@Command(
    name = "bench",
    description = {
      "Measure side by side: whole processes, all sides in one run, medians and ratios.",
      "  normalise   DICOM series to NIfTI, against dcm2niix where it is installed",
      "  pipeline    share of a series' time outside session.run, peak memory of each service"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow bench normalise                   the real MRA, where it is there",
      "  seriesflow bench pipeline --json --input ~/series"
    })
public final class BenchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
  private Name name;

  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

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
      description = "How often each side runs (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Mixin private PackageOptions packages;

  /** What can be measured. */
  enum Name {
    normalise,
    pipeline
  }

  /** Writes to that terminal. */
  public BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var settings = DemoSettings.usual("bench", packages.roi(), packages.classifier());
    try (var series = BenchInput.of(input)) {
      var figures =
          switch (name) {
            case normalise -> NormaliseFigures.measure(series, rounds, terminal::progress);
            case pipeline -> PipelineFigures.measure(series, settings, rounds, terminal::progress);
          };
      if (json) {
        terminal.out().println(ReportJson.write(figures));
      } else {
        show(figures);
      }
    }
    return 0;
  }

  private void show(Figures figures) {
    var out = terminal.out();
    out.println("bench " + figures.benchmark() + ": " + figures.input());
    out.println("on " + figures.machine());
    out.println();
    out.printf(
        Locale.ROOT, "%-30s %5s %11s %11s %7s%n", "", "runs", "median ms", "fastest ms", "ratio");
    for (var side : figures.sides()) {
      out.printf(
          Locale.ROOT,
          "%-30s %5d %11.1f %11.1f %7s%n",
          side.name(),
          side.runs(),
          side.medianMillis(),
          side.minMillis(),
          side.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", side.ratio()));
    }
    figures
        .shares()
        .forEach((what, share) -> out.printf(Locale.ROOT, "%5.1f %% %s%n", share * 100, what));
    figures
        .peakResidentMiB()
        .forEach((what, mib) -> out.printf(Locale.ROOT, "%6.0f MiB peak RSS of %s%n", mib, what));
    figures.goals().forEach((goal, met) -> out.println((met ? "met:     " : "NOT met: ") + goal));
  }
}
