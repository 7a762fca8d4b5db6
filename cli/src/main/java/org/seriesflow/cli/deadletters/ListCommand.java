package org.seriesflow.cli.deadletters;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.deadletter.DeadLetters;
import org.seriesflow.streaming.deadletter.LetterChain;
import org.seriesflow.streaming.registry.EventCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists letters, one a line for each input. */
@Command(
    name = "list",
    description = {
      "List inputs that could not be worked on, oldest failure first; those that are open, unless"
          + " --state says otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow dead-letters list --stage classification --since 2h",
      "  seriesflow dead-letters list --state OPEN --state ENDED --json"
    })
public final class ListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KafkaOptions stack;
  @Mixin private LetterFilter filter;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "OPEN, REDRIVEN, ENDED or DISCARDED; may be repeated (default: OPEN).")
  private List<LetterChain.State> states = new ArrayList<>();

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  /** A command that writes to that terminal. */
  public ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var wanted = states.isEmpty() ? List.of(LetterChain.State.OPEN) : states;
    try (var registry = stack.registry()) {
      var chains =
          new DeadLetters(stack.client(), new EventCodec(registry))
              .read().stream()
                  .filter(filter.predicate())
                  .filter(chain -> wanted.contains(chain.state()))
                  .sorted(Comparator.comparing(chain -> chain.latest().getFailedAt()))
                  .toList();
      terminal
          .out()
          .println(
              json
                  ? LetterText.json(chains).toPrettyString()
                  : LetterText.table(chains, terminal.columns()));
    }
    return 0;
  }
}
