package org.seriesflow.cli.payloads;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The payload store. */
@Command(
    name = "payloads",
    description = "Delete payloads that nothing refers to any more.",
    synopsisSubcommandLabel = "retain",
    subcommands = RetainCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow payloads retain --dry-run      what would be deleted, and what stays",
      "  seriesflow payloads retain --grace 7d     delete it"
    })
public final class PayloadsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: payloads retain");
  }
}
