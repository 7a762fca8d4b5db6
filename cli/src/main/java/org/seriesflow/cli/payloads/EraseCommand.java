package org.seriesflow.cli.payloads;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.payloads.PayloadErasure.Found;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.dicom.OriginalIdentity;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Erases a patient's images. */
@Command(
    name = "erase",
    description = {
      "Erase the DICOM instances of a patient, a study or a series from the payload store, and the"
          + " lists and volumes that were made of them.",
      "Looks into every instance of the store. Events stay, and can be read without what they refer"
          + " to; storage commitments do not hold anything back. What is de-identified is found by"
          + " 'identities erase --with-images'. Backups and versions of the store are not reached; what"
          + " is sent again comes back."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow payloads erase --patient-id 4711 --issuer KLINIK --path /data/payloads --dry-run",
      "  seriesflow payloads erase --study 1.2.840.99.1 --path /data/payloads --json"
    })
public final class EraseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Whose whose;

  @Mixin private PayloadStoreOptions store;

  @Option(names = "--dry-run", description = "Name what would be erased, erase nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "A JSON document on stdout.")
  private boolean json;

  /** One of a patient, a study, or series. */
  static final class Whose {
    @ArgGroup(exclusive = false)
    private Patient patient;

    @Option(names = "--study", paramLabel = "UID", description = "Study Instance UID (0020,000D).")
    private String study;

    @Option(
        names = "--series",
        paramLabel = "UID",
        split = ",",
        description = "Series Instance UIDs (0020,000E), whoever they are of.")
    private Set<String> series = new LinkedHashSet<>();
  }

  /** As the instances say. */
  static final class Patient {
    @Option(
        names = "--patient-id",
        paramLabel = "ID",
        required = true,
        description = "Patient ID (0010,0020).")
    private String id;

    @Option(
        names = "--issuer",
        paramLabel = "ISSUER",
        defaultValue = "",
        description = "Issuer of Patient ID (0010,0021) (default: none is stated).")
    private String issuer;
  }

  /** Writes to that terminal. */
  public EraseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * As JSON.
   *
   * @param ofOthers instances of others under the same Series Instance UID, which stay
   */
  record Line(String series, int instances, int derived, long bytes, int ofOthers) {}

  /** As JSON. */
  record Report(String store, boolean dryRun, List<Line> erased) {}

  @Override
  public Integer call() throws IOException {
    var payloads = store.open();
    var erasure = new PayloadErasure(payloads, terminal::progress);
    var found = find(erasure);
    var lines = new ArrayList<Line>();
    found.forEach(
        (series, one) -> {
          if (!dryRun) {
            erasure.erase(one);
          }
          lines.add(
              new Line(
                  series,
                  one.instances().size(),
                  one.derived().size(),
                  one.bytes(),
                  one.ofOthers()));
        });
    if (json) {
      terminal.out().println(ReportJson.write(new Report(payloads.describe(), dryRun, lines)));
    } else {
      lines.forEach(this::show);
    }
    terminal.progress("%s %d series".formatted(dryRun ? "would erase" : "erased", lines.size()));
    return 0;
  }

  private void show(Line line) {
    terminal
        .out()
        .printf(
            "%s  %d instances, %d made of them, %d bytes%s%n",
            line.series(),
            line.instances(),
            line.derived(),
            line.bytes(),
            line.ofOthers() == 0
                ? ""
                : "; %d instances of others under this UID stay".formatted(line.ofOthers()));
  }

  private Map<String, Found> find(PayloadErasure erasure) throws IOException {
    if (whose.patient != null) {
      return erasure.find(this::isOfPatient);
    }
    if (whose.study != null) {
      return erasure.find(identity -> identity.studyInstanceUid().equals(whose.study));
    }
    if (whose.series.isEmpty()) {
      throw new CommandFailure(CommandFailure.USAGE, "no series is named", null);
    }
    var found = new TreeMap<String, Found>();
    for (var series : whose.series) {
      var one = erasure.ofSeries(series);
      if (!one.instances().isEmpty() || !one.derived().isEmpty()) {
        found.put(series, one);
      }
    }
    return found;
  }

  private boolean isOfPatient(OriginalIdentity identity) {
    return identity.patientId().equals(whose.patient.id)
        && identity.issuerOfPatientId().equals(whose.patient.issuer);
  }
}
