package org.seriesflow.cli;

import java.util.List;
import org.seriesflow.inference.ExecutionProvider;
import org.seriesflow.inference.ExecutionSettings;
import picocli.CommandLine.Option;

/** How networks run in the process of a command: on the CPU. */
public final class ExecutionOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one network (default: one a processor).")
  private Integer threads;

  /** The settings, checked. */
  public ExecutionSettings settings() {
    if (threads == null) {
      return ExecutionSettings.cpu();
    }
    if (threads < 1) {
      throw new CommandFailure(
          CommandFailure.USAGE, "--threads is " + threads + "; at least 1 is needed", null);
    }
    return new ExecutionSettings(List.of(ExecutionProvider.CPU), threads);
  }
}
