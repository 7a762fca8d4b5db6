package org.seriesflow.cli;

import java.util.concurrent.Callable;
import org.seriesflow.cli.demo.TopicCatalogue;
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
    synopsisSubcommandLabel = "apply",
    subcommands = TopicsCommand.Apply.class)
final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: topics apply");
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
        "  seriesflow topics apply -b kafka:9092 -r https://registry --replication 3"
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

    @Mixin private StackOptions stack;

    Apply(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      TopicCatalogue.apply(stack.bootstrapServers, stack.registryUrl, partitions, replicationFactor)
          .forEach(c -> terminal.out().printf("%-9s  %s  %s%n", c.action(), c.what(), c.detail()));
      return 0;
    }
  }
}
