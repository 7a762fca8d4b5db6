package org.seriesflow.cli.replay;

import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.replay.ReplayRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pause a job; who copies it ends after the transaction in work. */
@Command(
    name = "pause",
    description = "Pause a job; who copies it ends after the transaction in work.")
public final class PauseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "JOB", description = "Its id, or the beginning of it.")
  private String job;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Mixin private KafkaOptions stack;

  /** A command that writes to that terminal. */
  public PauseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var client = new ReplayClient(terminal, stack, json)) {
      client.tell(client.jobs().change(job, ReplayJobStatus.PAUSED));
      return 0;
    } catch (ReplayRefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
