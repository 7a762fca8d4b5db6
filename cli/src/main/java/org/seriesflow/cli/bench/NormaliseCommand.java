package org.seriesflow.cli.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.seriesflow.cli.Terminal;
import picocli.CommandLine.Command;

/** Stub to be filled next. */
@Command(name = "normalise", description = "Series to NIfTI.")
public final class NormaliseCommand implements Callable<Integer> {
  /** Writes to that terminal. */
  public NormaliseCommand(Terminal terminal) {}

  @Override
  public Integer call() throws IOException {
    return 1;
  }
}
