package org.seriesflow.cli.load;

import java.time.Duration;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.demo.DemoPorts;
import org.seriesflow.cli.demo.DemoSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole way under load. */
@Command(
    name = "load",
    description =
        "Send what a hospital sends through broker, registry and services of this machine, and measure.",
    subcommands = {PeakCommand.class, StatCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow load peak --minutes 30 --html load.html",
      "  seriesflow load stat --backlog 1000"
    })
public final class LoadCommand implements Runnable {
  private static final String PACKAGES = "tiny";
  private static final int PARTITIONS = 3;
  private static final Duration IDLE = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  /** Small packages, a short silence, a new folder. */
  static DemoSettings settings(String purpose) {
    return new DemoSettings(
        ProjectFolder.root(),
        DemoSettings.newFolder(purpose),
        ProjectFolder.modelPackage(PACKAGES + "-roi"),
        ProjectFolder.modelPackage(PACKAGES + "-classifier"),
        PARTITIONS,
        IDLE,
        "skip",
        DemoPorts.lasting());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: peak or stat");
  }
}
