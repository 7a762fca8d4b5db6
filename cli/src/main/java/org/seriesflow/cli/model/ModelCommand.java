package org.seriesflow.cli.model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is asked of one model package. */
@Command(
    name = "model",
    description = "Check a model package, or show what it says of itself.",
    synopsisSubcommandLabel = "(verify | card)",
    subcommands = {VerifyCommand.class, CardCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow model verify aneurysm-roi      files, tensors, a run on a phantom, timing",
      "  seriesflow model card aneurysm-roi        the model card, under the manifest's facts"
    })
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: model verify or model card");
  }
}
