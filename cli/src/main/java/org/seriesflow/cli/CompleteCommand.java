package org.seriesflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;
import org.seriesflow.streaming.registry.EventCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides that a series is complete as it is. */
@Command(
    name = "complete",
    description = {
      "Decide that a series is complete as it is: what is held of it becomes a revision at once.",
      "The decision is an event; it does nothing where no instance of the series waits. What comes"
          + " later makes the next revision."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  seriesflow complete 1.2.840.113619.2.1 --reason 'the scanner was switched off'"})
final class CompleteCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Terminal terminal;

  @Parameters(paramLabel = "SERIES_UID", description = "Its Series Instance UID.")
  private String series;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; stands in the events. No patient data.")
  private String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides; stands in the events (default: ${DEFAULT-VALUE}).")
  private String by;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Mixin private KafkaOptions stack;

  CompleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (var registry = stack.registry();
        var producer = new EventProducer(stack.client(), new EventCodec(registry), TIMEOUT)) {
      SeriesEvidenceLog.on(
              producer, "cli@" + BuildVersion.number(), ProcessingMode.LIVE, Clock.systemUTC())
          .forced(series, by, reason);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
    }
    terminal
        .out()
        .println(
            json
                ? JsonNodeFactory.instance
                    .objectNode()
                    .put("seriesInstanceUid", series)
                    .put("by", by)
                    .put("reason", reason)
                    .put("topic", Topics.SERIES_EVIDENCE.name())
                    .toPrettyString()
                : "The decision stands in %s; series-assembled, of an urgent series series-assembled.stat, shows what it made."
                    .formatted(Topics.SERIES_EVIDENCE.name()));
    return 0;
  }
}
