package org.seriesflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.avro.generic.GenericRecord;
import org.seriesflow.streaming.EventJson;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the events of a topic as JSON lines. */
@Command(
    name = "follow",
    description = {
      "Write the events of a topic as JSON lines, decoded through the registry.",
      "Committed records alone; without --from-beginning those that come from now on; until Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow follow                                     predictions as they come",
      "  seriesflow follow dead-letters --from-beginning       all that could not be worked on",
      "  seriesflow follow rois --from-beginning --max 1       one event"
    })
final class FollowCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Terminal terminal;

  @Parameters(
      paramLabel = "TOPIC",
      arity = "0..1",
      defaultValue = "predictions",
      description = "Topic to follow (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(names = "--from-beginning", description = "All that the topic holds, then what comes.")
  private boolean fromBeginning;

  @Option(names = "--max", paramLabel = "N", description = "End after that many events.")
  private long max = Long.MAX_VALUE;

  @Mixin private StackOptions stack;

  FollowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (max < 1) {
      throw new CommandFailure(CommandFailure.USAGE, "--max must be 1 or more and is " + max, null);
    }
    try (var registry = SchemaRegistryClient.at(stack.registryUrl);
        var reader = open(new EventCodec(registry))) {
      terminal.progress("following " + topic + " at " + stack.bootstrapServers);
      long written = 0;
      while (written < max) {
        for (var event : reader.poll(POLL)) {
          if (written < max) {
            terminal.out().println(line(event));
            written++;
          }
        }
      }
    }
    return 0;
  }

  private EventReader<GenericRecord> open(EventCodec codec) {
    try {
      return EventReader.generic(
          stack.bootstrapServers,
          codec,
          List.of(topic),
          fromBeginning ? EventReader.From.BEGINNING : EventReader.From.END);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static JsonNode line(ReadEvent<GenericRecord> read) {
    var line = JsonNodeFactory.instance.objectNode();
    line.put("topic", read.topic());
    line.put("partition", read.partition());
    line.put("offset", read.offset());
    line.put("timestamp", Instant.ofEpochMilli(read.timestamp()).toString());
    line.put("key", read.key());
    if (read.failure() == null) {
      line.set("value", EventJson.of(read.event()));
    } else {
      line.putNull("value");
      line.put("error", read.failure().getMessage());
    }
    return line;
  }
}
