package org.seriesflow.cli.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** C-STORE reception against others. */
@Command(
    name = "intake",
    description = {
      "Instances a second by C-STORE: ours (broker, registry and ingest-service, SUCCESS once the instance is"
          + " synced and its event acknowledged) against Orthanc and dcmtk's storescp, where they are installed.",
      "One sender for all; synthetic CT slices of 16 bits, new ones in each run; the sides take turns."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow bench intake",
      "  seriesflow bench intake --rounds 3 --grow 100000 --json"
    })
public final class IntakeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each side runs (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Instances that each side gets before (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "300",
      description = "Instances of each run (default: ${DEFAULT-VALUE}).")
  private int instances;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "512",
      description = "Rows and columns of a slice (default: ${DEFAULT-VALUE}: 512 KB).")
  private int rows;

  @Option(
      names = "--associations",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,4",
      description = "How many at once (default: ${DEFAULT-VALUE}).")
  private List<Integer> associations;

  @Option(
      names = "--windows",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16",
      description =
          "Instances that may wait for their response at once on an association, where the receiver"
              + " grants that (default: ${DEFAULT-VALUE}).")
  private List<Integer> windows;

  @Option(
      names = "--grow",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Then send so many more slices of 32 KB to our side, in ten steps over the last number of"
            + " associations, and tell the rate of each."
      })
  private int grow;

  @Option(names = "--alone", description = "Our side alone.")
  private boolean alone;

  @Mixin private ReportOptions report;

  /** Writes to that terminal. */
  public IntakeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int most = associations.stream().max(Integer::compare).orElse(0);
    if (rounds < 1
        || associations.stream().anyMatch(n -> n < 1)
        || windows.stream().anyMatch(n -> n < 1)
        || instances < 2 * most) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "rounds, associations and windows must be 1 or more, and two instances an association at least",
          null);
    }
    var load =
        new IntakeFigures.Load(rows, instances, associations, windows, rounds, warmUp, grow, alone);
    report.write(IntakeFigures.measure(load, terminal::progress), terminal);
    return 0;
  }
}
