package org.seriesflow.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.seriesflow.cli.demo.TopicCatalogue;
import org.seriesflow.cli.payloads.TimeSpan;
import org.seriesflow.streaming.RetentionTimes;
import org.seriesflow.streaming.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Topics and schemas. */
@Command(
    name = "topics",
    description = "Create the topics and register the schemas; services never do.",
    synopsisSubcommandLabel = "(apply | check)",
    subcommands = {TopicsCommand.Apply.class, TopicsCheckCommand.class})
final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: topics apply or check");
  }

  /** Makes what is missing, changes nothing that differs. */
  @Command(
      name = "apply",
      description = {
        "Create the topics that are missing and register the schemas, FULL_TRANSITIVE.",
        "May be run again; fails where a topic or a schema differs in a way that cannot be mended."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  seriesflow topics apply",
        "  seriesflow topics apply -b kafka:9092 -r https://registry --replication 3",
        "  seriesflow topics apply --replay-horizon 30d --results 365d"
      })
  static final class Apply implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
        names = "--partitions",
        description = "Partitions of each topic, all the same (default: ${DEFAULT-VALUE}).")
    private int partitions = Topics.DEFAULT_PARTITIONS;

    @Option(
        names = "--replication",
        paramLabel = "N",
        defaultValue = "1",
        description = "Replicas of topics that are created (default: ${DEFAULT-VALUE}).")
    private int replicationFactor;

    @Option(
        names = "--replay-horizon",
        paramLabel = "TIME",
        converter = TimeSpan.class,
        defaultValue = "${env:SERIESFLOW_REPLAY_HORIZON:-14d}",
        description =
            "How long a series can be scored again: kept by all topics of work, and by the payloads"
                + " that they refer to (default: $SERIESFLOW_REPLAY_HORIZON or 14d).")
    private Duration replayHorizon;

    @Option(
        names = "--results",
        paramLabel = "TIME",
        converter = TimeSpan.class,
        defaultValue = "${env:SERIESFLOW_RESULTS:-90d}",
        description =
            "How long predictions, skips and dead letters can be read, not shorter (default:"
                + " $SERIESFLOW_RESULTS or 90d).")
    private Duration results;

    @Mixin private StackOptions stack;

    Apply(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      TopicCatalogue.apply(
              stack.bootstrapServers, stack.registryUrl, partitions, replicationFactor, times())
          .forEach(c -> terminal.out().printf("%-9s  %s  %s%n", c.action(), c.what(), c.detail()));
      return 0;
    }

    private RetentionTimes times() {
      try {
        return new RetentionTimes(replayHorizon, results);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
      }
    }
  }
}
