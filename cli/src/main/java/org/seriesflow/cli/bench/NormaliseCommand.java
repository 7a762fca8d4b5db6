package org.seriesflow.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Series to NIfTI against others. */
@Command(
    name = "normalise",
    description = {
      "DICOM series to NIfTI: ours in a warm JVM and as a whole process, against dcm2niix where it is"
          + " installed and dicom2nifti where it is named.",
      "Each series of the input and a synthetic CTA; the sides take turns; ratios are of rates, above 1"
          + " where ours is faster than the other's conversion alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow bench normalise --dicom2nifti /path/to/venv/bin/python --json",
      "  seriesflow bench normalise --input ~/series --slices 0"
    })
public final class NormaliseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "Series (default: ../shared/data beside the project, where it is there).")
  private Path input;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each side runs (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--slices",
      paramLabel = "N",
      defaultValue = "600",
      description =
          "Of the synthetic CTA of 512 × 512; 0 leaves it out (default: ${DEFAULT-VALUE}).")
  private int slices;

  @Option(
      names = "--dicom2nifti",
      paramLabel = "PYTHON",
      description = "An interpreter that has dicom2nifti; without it that takes no part.")
  private Path python;

  @Mixin private ReportOptions report;

  /** Writes to that terminal. */
  public NormaliseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || slices < 0 || (slices > 0 && slices < 16)) {
      throw new CommandFailure(
          CommandFailure.USAGE,
          "--rounds must be 1 or more, --slices 0, 16 or more: %d, %d".formatted(rounds, slices),
          null);
    }
    report.write(
        NormaliseFigures.measure(input, rounds, slices, python, terminal::progress), terminal);
    return 0;
  }
}
