package org.seriesflow.cli.deadletters;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What could not be worked on. */
@Command(
    name = "dead-letters",
    description = "List, show, redrive and discard inputs that could not be worked on.",
    synopsisSubcommandLabel = "list|show|redrive|discard",
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      RedriveCommand.class,
      DiscardCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow dead-letters list                              what is open",
      "  seriesflow dead-letters show 3-1042                       one letter and its history",
      "  seriesflow dead-letters redrive --cause PAYLOAD_MISSING   send those inputs again",
      "  seriesflow dead-letters discard 3-1042 --reason 'a test'  let it be"
    })
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: dead-letters list|show|redrive|discard");
  }
}
