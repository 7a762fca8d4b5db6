package org.seriesflow.cli.payloads;

import java.time.Duration;
import picocli.CommandLine.Option;

/** What ingest-service publishes again after a restart. */
public final class RecoveryOptions {
  @Option(
      names = "--recovery-horizon",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:SERIESFLOW_RECOVERY_HORIZON:-24h}",
      description =
          "seriesflow.recovery.horizon of ingest-service (default: $SERIESFLOW_RECOVERY_HORIZON or"
              + " 24h).")
  private Duration horizon;

  /** How old a stored instance may be that the log lacks and that is published. */
  public Duration horizon() {
    return horizon;
  }
}
