package org.seriesflow.cli.rules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is asked of a rules file. */
@Command(
    name = "rules",
    description = "Check a rules file and show what it would do.",
    synopsisSubcommandLabel = "test",
    subcommands = {RulesTestCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow rules test rules.yaml ~/studies             what would become of each series",
      "  seriesflow rules test rules.yaml ~/studies --explain   and why the rules before did not match"
    })
public final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: rules test");
  }
}
