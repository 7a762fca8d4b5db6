package org.seriesflow.cli.deadletters;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.deadletter.DeadLetterHandling;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Result;
import org.seriesflow.streaming.deadletter.LetterChain;
import org.seriesflow.streaming.deadletter.LetterId;
import org.seriesflow.streaming.registry.EventCodec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which letters a decision is about, and how it is told. */
final class HandlingOptions {
  @Parameters(
      paramLabel = "LETTER",
      arity = "0..*",
      converter = LetterIdConverter.class,
      description = "Letters, as list writes them; those that are open are chosen by options.")
  private List<LetterId> ids = new ArrayList<>();

  @Mixin private LetterFilter filter;
  @Mixin private KafkaOptions stack;

  @Option(names = "--all", description = "All that are open.")
  private boolean all;

  @Option(names = "--dry-run", description = "Say which letters are meant, change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides; stands in the event (default: ${DEFAULT-VALUE}).")
  private String by;

  String by() {
    return by;
  }

  /** Decides about each letter and tells it; exit code 1 where one was refused. */
  int decide(
      Terminal terminal,
      String done,
      BiFunction<DeadLetterHandling, LetterChain, Result> decision) {
    if (ids.isEmpty() && !all && !filter.isGiven()) {
      throw new CommandFailure(
          CommandFailure.USAGE, "name letters, choose them by an option, or say --all", null);
    }
    try (var registry = stack.registry();
        var handling =
            new DeadLetterHandling(stack.client(), new EventCodec(registry), Clock.systemUTC())) {
      var chosen = chosen(handling.read());
      if (dryRun) {
        terminal
            .out()
            .println(
                json
                    ? LetterText.json(chosen).toPrettyString()
                    : LetterText.table(chosen, terminal.columns()));
        return 0;
      }
      var results = chosen.stream().map(chain -> decision.apply(handling, chain)).toList();
      terminal
          .out()
          .println(
              json
                  ? LetterText.json(results, done).toPrettyString()
                  : LetterText.results(results, done, terminal.columns()));
      return results.stream().allMatch(result -> result.refusal().isEmpty())
          ? 0
          : CommandFailure.FAILED;
    }
  }

  private List<LetterChain> chosen(List<LetterChain> chains) {
    if (ids.isEmpty()) {
      return chains.stream()
          .filter(filter.predicate())
          .filter(chain -> chain.state() == LetterChain.State.OPEN)
          .toList();
    }
    var missing = new HashSet<>(ids);
    var named =
        chains.stream()
            .filter(
                chain ->
                    chain.letters().stream()
                            .filter(letter -> ids.contains(letter.id()))
                            .peek(letter -> missing.remove(letter.id()))
                            .count()
                        > 0)
            .filter(filter.predicate())
            .toList();
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "there is no dead letter " + missing.iterator().next() + "; nothing was changed");
    }
    return named;
  }
}
