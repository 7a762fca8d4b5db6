package org.seriesflow.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What large series take. */
@Command(
    name = "memory",
    description =
        "Peak resident memory of the ingest-service that receives and normalises a long series and a large"
            + " multi-frame object, the latter by C-STORE and by STOW-RS; takes some 8 GB of the disk meanwhile.")
public final class MemoryCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--slices",
      paramLabel = "N",
      defaultValue = "1600",
      description = "Slices of 512 × 512 of the series (default: ${DEFAULT-VALUE}).")
  private int slices;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Frames of 512 × 512 of the object (default: ${DEFAULT-VALUE}: 2 GiB).")
  private int frames;

  @Mixin private ReportOptions report;

  /** Writes to that terminal. */
  public MemoryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    report.write(MemoryFigures.measure(slices, frames, terminal::progress), terminal);
    return 0;
  }
}
