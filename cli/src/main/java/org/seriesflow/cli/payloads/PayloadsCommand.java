package org.seriesflow.cli.payloads;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The payload store. */
@Command(
    name = "payloads",
    description = "Delete payloads: those that nothing refers to any more, or those of a patient.",
    synopsisSubcommandLabel = "(retain | erase)",
    subcommands = {RetainCommand.class, EraseCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow payloads retain --dry-run      what would be deleted, and what stays",
      "  seriesflow payloads retain --grace 7d     delete it",
      "  seriesflow payloads erase --patient-id 4711 --dry-run"
    })
public final class PayloadsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: payloads retain or erase");
  }
}
