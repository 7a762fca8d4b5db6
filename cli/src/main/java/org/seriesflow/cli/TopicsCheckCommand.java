package org.seriesflow.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.seriesflow.cli.payloads.RecoveryOptions;
import org.seriesflow.cli.payloads.TimeSpan;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.streaming.retention.KeptTopic;
import org.seriesflow.streaming.retention.RetentionAgreement;
import org.seriesflow.streaming.retention.RetentionRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether all that is kept for a time is kept for times that agree. */
@Command(
    name = "check",
    description = {
      "Show how long each topic is kept, and whether topics, payloads, replays and what the services"
          + " remember agree.",
      "Exit code 1 with a sentence for each contradiction."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow topics check -b kafka:9092",
      "  seriesflow topics check --recovery-horizon 48h --outcomes-memory 400d --json"
    })
final class TopicsCheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--outcomes-memory",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:SERIESFLOW_OUTCOMES_MEMORY:-98d}",
      description =
          "seriesflow.outcomes.memory of classifier-service (default: $SERIESFLOW_OUTCOMES_MEMORY or"
              + " 98d).")
  private Duration outcomesMemory;

  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

  @Mixin private StackOptions stack;
  @Mixin private RecoveryOptions recovery;

  TopicsCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * As JSON.
   *
   * @param replayHorizon how far back a replay reaches, ISO 8601; null: to the beginning
   */
  record Report(List<Line> topics, String replayHorizon, List<String> contradictions) {}

  /**
   * A topic.
   *
   * @param retention ISO 8601; null: for ever, or compacted
   */
  record Line(String topic, String retention, boolean compacted, boolean work) {}

  @Override
  public Integer call() {
    var kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers);
    try {
      var agreement = RetentionAgreement.of(kafka, recovery.horizon(), Optional.of(outcomesMemory));
      var contradictions = agreement.contradictions();
      if (json) {
        terminal.out().println(ReportJson.write(report(agreement, contradictions)));
      } else {
        show(agreement, contradictions);
      }
      return contradictions.isEmpty() ? 0 : CommandFailure.FAILED;
    } catch (RetentionRefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static Report report(RetentionAgreement agreement, List<String> contradictions) {
    return new Report(
        agreement.topics().stream()
            .map(
                topic ->
                    new Line(
                        topic.name(),
                        topic.compacted()
                            ? null
                            : topic.retention().map(Duration::toString).orElse(null),
                        topic.compacted(),
                        topic.isWork()))
            .toList(),
        agreement.replayHorizon().map(Duration::toString).orElse(null),
        contradictions);
  }

  private void show(RetentionAgreement agreement, List<String> contradictions) {
    var table =
        new TextTable(
            List.of(Column.left("topic"), Column.right("kept"), Column.left("holds")),
            terminal.columns());
    for (var topic : agreement.topics()) {
      table.add(List.of(topic.name(), topic.text(), holds(topic)));
    }
    var out = terminal.out();
    out.println(table.render().stripTrailing());
    out.println();
    out.println(
        agreement
            .replayHorizon()
            .map(horizon -> "A replay reaches back %d days.".formatted(horizon.toDays()))
            .orElse("A replay reaches back to the beginning."));
    out.println("Payloads stay for as long as a topic refers to them (payloads retain).");
    contradictions.forEach(one -> out.println("CONTRADICTION: " + one));
    if (contradictions.isEmpty()) {
      out.println("All times agree.");
    }
  }

  private static String holds(KeptTopic topic) {
    if (topic.compacted()) {
      return "the last of each key";
    }
    return topic.isWork() ? "work: a replay starts from it" : "results";
  }
}
