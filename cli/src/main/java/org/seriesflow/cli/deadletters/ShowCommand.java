package org.seriesflow.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.EventJson;
import org.seriesflow.streaming.deadletter.DeadLetters;
import org.seriesflow.streaming.deadletter.LetterId;
import org.seriesflow.streaming.registry.EventCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one letter with its input, its other attempts and what was decided. */
@Command(
    name = "show",
    description = {
      "Show all that is known of one letter as a JSON document: every attempt, what was decided,"
          + " how it ended, and the input, decoded where it can be."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  seriesflow dead-letters show 3-1042"})
public final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "LETTER",
      converter = LetterIdConverter.class,
      description = "The letter, as list writes it.")
  private LetterId id;

  @Option(names = "--json", description = "No change: the output is JSON always.")
  @SuppressWarnings("UnusedVariable") // picocli sets it
  private boolean json;

  @Mixin private KafkaOptions stack;

  /** A command that writes to that terminal. */
  public ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var registry = stack.registry()) {
      var codec = new EventCodec(registry);
      var chain =
          new DeadLetters(stack.client(), codec)
              .read().stream()
                  .filter(one -> one.letters().stream().anyMatch(letter -> letter.id().equals(id)))
                  .findFirst()
                  .orElseThrow(() -> new CommandFailure("there is no dead letter " + id));
      var document = LetterText.history(chain);
      document.set("input", input(codec, chain.latest()));
      terminal.out().println(document.toPrettyString());
    }
    return 0;
  }

  private static JsonNode input(EventCodec codec, DeadLetter letter) {
    ByteBuffer value = letter.getOriginalValue();
    if (value == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    try {
      return EventJson.of(codec.decode(letter.getTopic(), bytes));
    } catch (DataException e) {
      return JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
    }
  }
}
