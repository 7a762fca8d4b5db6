package org.seriesflow.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurements. */
@Command(
    name = "bench",
    description = {"Measure side by side: all sides in one run and by turns, medians and ratios."},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IntakeCommand.class,
      NormaliseCommand.class,
      PipelineCommand.class,
      LatencyCommand.class,
      MemoryCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow bench intake --json",
      "  seriesflow bench normalise --dicom2nifti /path/to/python",
      "  seriesflow bench pipeline --input ~/series",
      "  seriesflow bench latency --series 100",
      "  seriesflow bench memory"
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: intake, normalise, pipeline, latency or memory");
  }
}
