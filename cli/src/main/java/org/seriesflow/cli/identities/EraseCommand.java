package org.seriesflow.cli.identities;

import java.util.concurrent.Callable;
import org.seriesflow.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Erases what leads from a patient's series back to the patient. */
@Command(
    name = "erase",
    description = {
      "Erase the identities of a patient from the vault, and name the series that it was.",
      "Images and events stay, de-identified; nothing leads back from them any more, but for whoever"
          + " has the key and a UID as it was sent. Backups of the store are not reached."
    })
public final class EraseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--patient-id",
      paramLabel = "ID",
      required = true,
      description = "Patient ID (0010,0020) as it was sent.")
  private String patientId;

  @Option(
      names = "--issuer",
      paramLabel = "ISSUER",
      defaultValue = "",
      description = "Issuer of Patient ID (0010,0021) as it was sent (default: none was sent).")
  private String issuer;

  @Mixin private VaultOptions vault;

  @Option(names = "--dry-run", description = "Name the series, erase nothing.")
  private boolean dryRun;

  /** Writes to that terminal. */
  public EraseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var opened = vault.open();
    var series = dryRun ? opened.seriesOf(patientId, issuer) : opened.erase(patientId, issuer);
    series.forEach(terminal.out()::println);
    terminal.progress(
        "%s identities of %d series".formatted(dryRun ? "would erase" : "erased", series.size()));
    return 0;
  }
}
