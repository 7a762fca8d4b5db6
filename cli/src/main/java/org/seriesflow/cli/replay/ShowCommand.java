package org.seriesflow.cli.replay;

import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.replay.ReplayRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Show a job: how far it is, how its series ended, what was deleted or failed. */
@Command(
    name = "show",
    description = "Show a job: how far it is, how its series ended, what was deleted or failed.")
public final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "JOB", description = "Its id, or the beginning of it.")
  private String job;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Mixin private KafkaOptions stack;

  /** A command that writes to that terminal. */
  public ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var client = new ReplayClient(terminal, stack, json)) {
      client.tell(client.jobs().get(job));
      return 0;
    } catch (ReplayRefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
