package org.seriesflow.cli.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.EventJson;
import org.seriesflow.streaming.replay.ReplayRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** List the jobs, the oldest first. */
@Command(name = "list", description = "List the jobs, the oldest first.")
public final class ListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Mixin private KafkaOptions stack;

  /** A command that writes to that terminal. */
  public ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var client = new ReplayClient(terminal, stack, json)) {
      var jobs = client.jobs().list();
      if (json) {
        var array = JsonNodeFactory.instance.arrayNode();
        jobs.forEach(job -> array.add(EventJson.of(job)));
        terminal.out().println(array.toPrettyString());
      } else {
        terminal.out().println(ReplayText.table(jobs, terminal.columns()));
      }
      return 0;
    } catch (ReplayRefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
