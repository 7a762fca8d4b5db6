package org.seriesflow.cli.identities;

import java.util.List;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.streaming.identity.Identity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who a series was of. */
@Command(
    name = "show",
    description = {
      "Show who a de-identified series was of: patient, accession number, UIDs as they were sent.",
      "Exit 1 where the vault does not know the series, or its patient was erased."
    })
public final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "SERIES", description = "Series Instance UID as the events have it.")
  private String series;

  @Mixin private VaultOptions vault;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  /** Writes to that terminal. */
  public ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var identities = vault.open().find(series);
    if (identities.isEmpty()) {
      throw new CommandFailure("the vault knows no series " + series);
    }
    if (json) {
      terminal.out().println(ReportJson.write(identities));
    } else {
      terminal.out().print(table(identities));
    }
    return 0;
  }

  private String table(List<Identity> identities) {
    var table =
        new TextTable(
            List.of(
                Column.left("patient ID"),
                Column.left("issuer"),
                Column.left("accession"),
                Column.left("study"),
                Column.left("series")),
            terminal.columns());
    identities.forEach(
        identity ->
            table.add(
                List.of(
                    identity.patientId(),
                    identity.issuerOfPatientId(),
                    identity.accessionNumber(),
                    identity.studyInstanceUid(),
                    identity.seriesInstanceUid())));
    return table.render();
  }
}
