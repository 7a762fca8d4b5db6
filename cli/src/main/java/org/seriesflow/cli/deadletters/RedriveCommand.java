package org.seriesflow.cli.deadletters;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Decision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends inputs again. */
@Command(
    name = "redrive",
    description = {
      "Send the inputs of letters again to the stage that failed: the same key, bytes and headers,"
          + " once for each attempt however often this is run.",
      "Exit code 1 where a letter that was named is not open."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow dead-letters redrive 3-1042",
      "  seriesflow dead-letters redrive --cause PAYLOAD_MISSING --since 2h --dry-run"
    })
public final class RedriveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private HandlingOptions options;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands in the event.")
  private String reason;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "The application that takes the place of the one that failed.")
  private String applicationId;

  /** A command that writes to that terminal. */
  public RedriveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var decision =
        new Decision(options.by(), Optional.ofNullable(reason), Optional.ofNullable(applicationId));
    return options.decide(
        terminal, "redriven", (handling, chain) -> handling.redrive(chain, decision));
  }
}
