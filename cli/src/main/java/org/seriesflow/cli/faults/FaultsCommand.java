package org.seriesflow.cli.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.report.ReportJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The proof under faults. */
@Command(
    name = "faults",
    description = {
      "Send synthetic series through brokers, registry and services of this machine while they are"
          + " killed, frozen, cut off and updated, then count.",
      "Exit code 1 where a series is lost or doubled, events are out of order, or an acknowledged"
          + " instance left no trace."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow faults --series 300 --faults 60 --seed 1 --json",
      "  seriesflow faults --series 30 --faults 5 --kinds KILL_BROKER,FREEZE"
    })
public final class FaultsCommand implements Callable<Integer> {
  private static final String PACKAGES = "tiny";
  private static final int PARTITIONS = 3;
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final Terminal terminal;

  @Option(
      names = "--series",
      paramLabel = "N",
      defaultValue = "300",
      description = "How many series are sent (default: ${DEFAULT-VALUE}).")
  private int series;

  @Option(
      names = "--faults",
      paramLabel = "M",
      defaultValue = "60",
      description = "How many faults come (default: ${DEFAULT-VALUE}).")
  private int faults;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of faults and series (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How many brokers; from three on, everything stands on three (default: ${DEFAULT-VALUE}).")
  private int brokers;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description = "Of which the faults are drawn: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);

  @Option(
      names = "--ways",
      paramLabel = "WAY",
      split = ",",
      description =
          "By which the series come, one after the other: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<FaultsOptions.Way> ways = EnumSet.allOf(FaultsOptions.Way.class);

  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

  /** Writes to that terminal. */
  public FaultsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (series < 1 || faults < 0 || brokers < 1) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "--series and --brokers must be 1 or more, --faults 0 or more: %d, %d, %d"
              .formatted(series, brokers, faults),
          null);
    }
    var settings =
        new DemoSettings(
            ProjectFolder.root(),
            DemoSettings.newFolder("faults"),
            ProjectFolder.modelPackage(PACKAGES + "-roi"),
            ProjectFolder.modelPackage(PACKAGES + "-classifier"),
            PARTITIONS,
            IDLE,
            "skip",
            DemoPorts.lasting());
    var options = new FaultsOptions(series, faults, seed, brokers, kinds, ways);
    var report = new FaultsRun(settings, options, terminal::progress).run();
    if (json) {
      terminal.out().println(ReportJson.write(report));
    } else {
      show(report);
    }
    terminal.progress("logs and data: " + settings.dataFolder());
    return report.isClean() ? 0 : CommandFailure.FAILED;
  }

  private void show(FaultsReport report) {
    var out = terminal.out();
    out.printf(
        Locale.ROOT,
        "%3s  %-15s %-19s %8s %8s %10s  %s%n",
        "",
        "fault",
        "of",
        "at s",
        "lasted s",
        "ready in s",
        "answers instead of SUCCESS");
    int number = 0;
    for (var fault : report.faults()) {
      number++;
      out.printf(
          Locale.ROOT,
          "%3d  %-15s %-19s %8.1f %8.1f %10.1f  %s%n",
          number,
          fault.kind(),
          fault.target(),
          fault.afterSeconds(),
          fault.lastedSeconds(),
          fault.recoveredSeconds(),
          fault.refused().isEmpty() ? "" : fault.refused());
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%d SYNTHETIC series (%d acknowledged instances), %d revisions, in %.0f s, seed %d, %d"
            + " brokers, untrained networks%n",
        report.series(),
        report.instances(),
        report.revisions(),
        report.seconds(),
        report.seed(),
        report.brokers());
    out.println("came as: " + report.sources());
    out.printf(
        Locale.ROOT,
        "ended as: %d predicted, %d skipped, %d failed; dead letters: %s%n",
        report.predicted(),
        report.skipped(),
        report.failed(),
        report.deadLetters().isEmpty() ? "none" : report.deadLetters());
    out.printf(
        Locale.ROOT,
        "lost %d, doubled %d, out of order %d, acknowledged without a trace %d%n",
        report.lost(),
        report.doubled(),
        report.outOfOrder(),
        report.withoutTrace());
    out.printf(
        Locale.ROOT,
        "services that ended by themselves or were not alive, and were started again: %d%n",
        report.endedByThemselves());
    if (!report.notTried().isEmpty()) {
      out.println("not possible on this machine: " + String.join(", ", report.notTried()));
    }
  }
}
