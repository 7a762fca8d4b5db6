package org.seriesflow.cli.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The peak hour of a large hospital. */
@Command(
    name = "peak",
    description = {
      "Send synthetic studies as a large hospital does in its peak hour (30 CT, 25 MR, 120 X-ray, 50"
          + " ultrasound, AIDE's load model) through broker, registry and services of this machine:"
          + " time to result, lag and memory over time.",
      "Exit code 1 where something is lost or doubled."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow load peak --minutes 30 --html load.html",
      "  seriesflow load peak --minutes 60 --at-once --json"
    })
public final class PeakCommand implements Callable<Integer> {
  private static final int LEAST = 16;

  private final Terminal terminal;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "30",
      description = "How much of the hour (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(names = "--at-once", description = "All of it as fast as it goes.")
  private boolean atOnce;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description = "Studies that are sent: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<StudyKind> kinds = EnumSet.allOf(StudyKind.class);

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "256",
      description = "Rows and columns of an angiography's slice (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--slices",
      paramLabel = "N",
      defaultValue = "100",
      description = "Slices of an angiography (default: ${DEFAULT-VALUE}).")
  private int slices;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the times of arrival (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--html", paramLabel = "FILE", description = "A page with plots.")
  private Path html;

  @Mixin private ReportOptions output;

  /** Writes to that terminal. */
  public PeakCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (minutes < 1 || rows < LEAST || slices < LEAST) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "one minute, 16 rows and 16 slices are the least: %d, %d, %d"
              .formatted(minutes, rows, slices),
          null);
    }
    var settings = LoadCommand.settings("load");
    var options = new PeakOptions(Duration.ofMinutes(minutes), atOnce, kinds, rows, slices, seed);
    var report = new PeakRun(settings, options, terminal::progress).run();
    if (html != null) {
      Files.writeString(html, new PeakPage(report).html());
      terminal.progress("the page is " + html);
    }
    output.write(report, terminal);
    terminal.progress("logs and data: " + settings.dataFolder());
    return report.lost() + report.doubled() + report.withoutTrace() == 0
        ? 0
        : CommandFailure.FAILED;
  }
}
