package org.seriesflow.cli.deadletters;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Decision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets letters be. */
@Command(
    name = "discard",
    description = {
      "Record that letters are to be let be: an event says so, the letters stay as they are and so"
          + " does the end of their revision."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  seriesflow dead-letters discard 3-1042 --reason 'a phantom of the service'"})
public final class DiscardCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private HandlingOptions options;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; stands in the event. No patient data.")
  private String reason;

  /** A command that writes to that terminal. */
  public DiscardCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var decision = new Decision(options.by(), Optional.of(reason), Optional.empty());
    return options.decide(
        terminal, "discarded", (handling, chain) -> handling.discard(chain, decision));
  }
}
