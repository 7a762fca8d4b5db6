package org.seriesflow.cli.rules;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.Terminal;
import org.seriesflow.cli.input.InputFiles;
import org.seriesflow.cli.input.SeriesFiles;
import org.seriesflow.cli.report.RefusedFile;
import org.seriesflow.cli.report.ReportJson;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.dicom.SeriesNormaliser;
import org.seriesflow.dicom.UnreadableSeriesException;
import org.seriesflow.rules.RuleReader;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.rules.Sender;
import org.seriesflow.rules.SeriesFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the rules of a file about the series of a folder, with the code that the service runs. */
@Command(
    name = "test",
    description = {
      "Show what a rules file would do with each series of a folder, with exactly the code that the"
          + " service runs. Reads headers, no pixels; needs neither broker nor service.",
      "The lane of a series is that of the instance that comes in first; here, of its first file by"
          + " path.",
      "Exit 1 where the rules file is refused or the folder holds no series."
    })
public final class RulesTestCommand implements Callable<Integer> {
  private static final int NARROWEST_UID = 16;
  private static final int NARROWEST_TEXT = 24;

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FILE", description = "The rules file.")
  private Path file;

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "A folder tree, a file or a .zip archive.")
  private Path input;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Option(
      names = "--explain",
      description =
          "Say why the rules before the matching one did not match, with the values of the header:"
              + " they may identify a patient where a rule asks for such a thing.")
  private boolean explain;

  @Option(
      names = "--aec",
      paramLabel = "AET",
      description =
          "Find lanes as if this AE title had been called; without it, as of instances that came"
              + " without an association.")
  private Optional<String> calledAeTitle = Optional.empty();

  @Option(
      names = "--aet",
      paramLabel = "AET",
      description = "Likewise, the AE title of the sender.")
  private Optional<String> callingAeTitle = Optional.empty();

  /** The document. */
  @JsonPropertyOrder({"name", "version", "sha256", "series", "refused"})
  private record Document(
      String name,
      String version,
      String sha256,
      List<SeriesTrial> series,
      List<RefusedFile> refused) {}

  /** Writes to that terminal. */
  public RulesTestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var rules = RuleReader.read(file);
    try (var collected = InputFiles.of(input)) {
      var files = SeriesFiles.of(collected);
      if (files.series().isEmpty()) {
        throw new CommandFailure("there is no DICOM series in " + input);
      }
      var trials = new ArrayList<SeriesTrial>();
      for (var series : files.series()) {
        trials.add(trial(rules, series));
      }
      if (json) {
        terminal
            .out()
            .println(
                ReportJson.write(
                    new Document(
                        rules.name(), rules.version(), rules.sha256(), trials, files.refused())));
      } else {
        files.refused().forEach(r -> terminal.progress("left out " + r.file() + ": " + r.reason()));
        show(rules, trials);
      }
    }
    return 0;
  }

  private SeriesTrial trial(RuleSet rules, SeriesFiles.Series series) throws IOException {
    var first = series.instances().values().iterator().next();
    var lane =
        rules
            .lanes()
            .find(
                DicomFiles.readHeader(first, rules.lanes().asked()),
                new Sender(calledAeTitle, callingAeTitle));
    try {
      var sources = series.sources();
      var plan = SeriesNormaliser.plan(sources, NormalisationSettings.DEFAULTS);
      var facts = SeriesFacts.of(plan, sources.size());
      return SeriesTrial.of(series.seriesInstanceUid(), lane, plan, rules.trials(facts));
    } catch (UnreadableSeriesException e) {
      return SeriesTrial.unreadable(series.seriesInstanceUid(), lane, e.getMessage());
    }
  }

  private void show(RuleSet rules, List<SeriesTrial> trials) {
    terminal.out().println("Rules " + rules.name() + " " + rules.version());
    var table =
        new TextTable(
            List.of(
                Column.flexible("series", NARROWEST_UID),
                Column.left("lane"),
                Column.left("rule"),
                Column.flexible("what would happen", NARROWEST_TEXT)),
            terminal.columns());
    trials.forEach(
        trial ->
            table.add(
                List.of(
                    trial.seriesInstanceUid(),
                    trial.lane(),
                    Objects.requireNonNullElse(trial.rule(), "–"),
                    trial.happens())));
    terminal.out().print(table.render());
    if (explain) {
      trials.forEach(this::explain);
    }
  }

  private void explain(SeriesTrial trial) {
    terminal.out().println();
    terminal.out().println(trial.seriesInstanceUid() + ": " + trial.happens());
    terminal.out().println("  lane " + trial.lane() + ": " + trial.laneBecause());
    for (var asked : trial.trials()) {
      terminal
          .out()
          .println(
              "  "
                  + (asked.matched() ? "matches  " : "does not ")
                  + asked.rule()
                  + ": "
                  + asked.because());
    }
  }
}
