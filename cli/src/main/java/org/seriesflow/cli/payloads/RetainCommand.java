package org.seriesflow.cli.payloads;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.streaming.retention.PayloadRetention;
import org.seriesflow.streaming.retention.RetentionRefusedException;
import org.seriesflow.streaming.retention.RetentionReport;
import org.seriesflow.streaming.retention.RetentionSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes what no topic refers to any more. */
@Command(
    name = "retain",
    description = {
      "Delete payloads that no topic refers to any more and that are older than the grace.",
      "All topics are read whole first; where one cannot be, nothing is deleted. Services may run"
          + " meanwhile. Nothing runs this by itself: put it into a scheduler of your own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow payloads retain --path /data/payloads --dry-run",
      "  seriesflow payloads retain --store s3 --bucket series --keep-instances 90d",
      "  seriesflow payloads retain --json > retention.json"
    })
public final class RetainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private PayloadStoreOptions store;
  @Mixin private BrokerOptions brokers;
  @Mixin private RecoveryOptions recovery;

  @Option(names = "--dry-run", description = "Count, delete nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:SERIESFLOW_RETENTION_GRACE:-48h}",
      description =
          "Payloads that were stored within this time stay (default: $SERIESFLOW_RETENTION_GRACE or"
              + " 48h). At least the recovery horizon, the longest transaction and an hour together.")
  private Duration grace;

  @Option(
      names = "--keep-instances",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "DICOM instances stay at least this long (default: the grace).")
  private Duration instances;

  @Option(
      names = "--longest-transaction",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "Of any producer (default: the brokers' transaction.max.timeout.ms).")
  private Duration longestTransaction;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "ingest-service",
      description = "seriesflow.application-id of ingest-service (default: ${DEFAULT-VALUE}).")
  private String applicationId;

  @Option(
      names = "--foreign-topics",
      paramLabel = "REGEX",
      description =
          "Topics that hold nothing of ours and are not read. Without it every topic of the cluster"
              + " is, as deployments may write under other names.")
  private Pattern foreign;

  @Option(
      names = "--even-if-nothing-is-referenced",
      description =
          "Delete although the topics refer to nothing in the store, which most likely means that"
              + " these are the brokers of another one.")
  private boolean withoutReferences;

  /** A command that writes to that terminal. */
  public RetainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      var payloads = store.open();
      var job =
          new PayloadRetention(
              payloads, brokers.client(), settings(), Clock.systemUTC(), terminal::progress);
      write(payloads.describe(), job.run());
      return 0;
    } catch (RetentionRefusedException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private RetentionSettings settings() {
    return new RetentionSettings(
        grace,
        Optional.ofNullable(instances),
        recovery.horizon(),
        Optional.ofNullable(longestTransaction),
        applicationId,
        Optional.ofNullable(foreign),
        withoutReferences,
        dryRun);
  }

  private void write(String description, RetentionReport report) {
    terminal
        .out()
        .println(
            json
                ? RetentionText.json(description, grace, report).toPrettyString()
                : RetentionText.table(report, terminal.columns()));
  }
}
