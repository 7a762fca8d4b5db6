package org.seriesflow.cli.identities;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is asked of the vault of identities. */
@Command(
    name = "identities",
    description = "Look up who a de-identified series was of, and erase a patient's identities.",
    synopsisSubcommandLabel = "show|erase",
    subcommands = {ShowCommand.class, EraseCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow identities show 2.25.2878 --path /data/payloads --patient-keys /keys --key-file key",
      "  seriesflow identities erase --patient-id 4711 --issuer KLINIK --dry-run"
    })
public final class IdentitiesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: identities show|erase");
  }
}
