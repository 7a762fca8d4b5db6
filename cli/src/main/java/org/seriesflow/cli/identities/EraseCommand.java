package org.seriesflow.cli.identities;

import java.util.concurrent.Callable;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.payloads.PayloadErasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Erases what leads from a patient's series back to the patient. */
@Command(
    name = "erase",
    description = {
      "Shred the keys of a patient, erase the patient's identities from the vault, and name the series"
          + " that it was.",
      "Events stay, de-identified, and so do images without --with-images; nothing leads back from"
          + " them any more, also in backups of the payload store, but for whoever has the key and a UID"
          + " as it was sent. Backups of the patient keys are not reached, nor are images in backups."
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

  @Option(
      names = "--with-images",
      description = "Erase the instances, lists and volumes of these series, too.")
  private boolean withImages;

  @Option(names = "--dry-run", description = "Name the series, erase nothing.")
  private boolean dryRun;

  /** Writes to that terminal. */
  public EraseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var store = vault.openStore();
    var opened = vault.open(store);
    var series = opened.seriesOf(patientId, issuer);
    if (!dryRun) {
      if (withImages) {
        // Before the identities, which alone know the series of a patient.
        var erasure = new PayloadErasure(store, terminal::progress);
        series.forEach(one -> erasure.erase(erasure.ofSeries(one)));
      }
      opened.erase(patientId, issuer);
    }
    series.forEach(terminal.out()::println);
    terminal.progress(
        "%s identities%s of %d series"
            .formatted(
                dryRun ? "would erase" : "erased", withImages ? " and images" : "", series.size()));
    return 0;
  }
}
