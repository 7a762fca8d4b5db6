package org.seriesflow.cli.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.KafkaOptions;
import org.seriesflow.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how two packages or jobs differ on the series that both scored. */
@Command(
    name = "compare",
    description = {
      "Say how two packages or jobs differ on the series that both scored, label by label.",
      "A side is id@version, id or SHA-256 of a classifier, job:ID, or mode:SHADOW."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  seriesflow compare --a aneurysm-classifier@1.0.0 --b job:4f1c --threshold 0.5 --html"
          + " diff.html",
      "  seriesflow compare --a mode:LIVE --b mode:SHADOW --truth labels.csv --csv scores.csv"
    })
public final class CompareCommand implements Callable<Integer> {
  private static final int MOVERS = 25;

  private final Terminal terminal;

  @Option(names = "--a", required = true, paramLabel = "SIDE", description = "The first side.")
  private String a;

  @Option(names = "--b", required = true, paramLabel = "SIDE", description = "The second side.")
  private String b;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description = "Count scores that go over it, 0 to 1; may be repeated.")
  private List<Double> thresholds = new ArrayList<>();

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "CSV of what is known: seriesInstanceUid, then a column a label with 1, 0 or nothing.")
  private Path truth;

  @Option(names = "--csv", paramLabel = "FILE", description = "Write all pairs of scores.")
  private Path csv;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with tables and plots that loads nothing else.")
  private Path html;

  @Option(names = "--json", description = "Write a JSON document to stdout.")
  private boolean json;

  @Mixin private KafkaOptions stack;

  /** A command that writes to that terminal. */
  public CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    for (double threshold : thresholds) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw new CommandFailure(
            CommandFailure.USAGE, "--threshold is " + threshold + ", not from 0 to 1", null);
      }
    }
    var known = truth == null ? TruthTable.NONE : TruthTable.read(truth);
    var sideA = new Side(a);
    var sideB = new Side(b);
    var comparison = new ComparisonReader(stack).read(sideA, sideB);
    if (comparison.series() == 0) {
      throw new CommandFailure(
          "no series was scored by both: %d by %s alone, %d by %s alone"
              .formatted(comparison.onlyA(), a, comparison.onlyB(), b));
    }
    var labels =
        comparison.byLabel().entrySet().stream()
            .map(
                label ->
                    LabelStatistics.of(
                        label.getKey(), label.getValue(), thresholds, known.of(label.getKey())))
            .toList();
    if (csv != null) {
      Files.writeString(csv, ComparisonText.csv(comparison));
    }
    if (html != null) {
      Files.writeString(
          html, new ComparisonPage(sideA, sideB, comparison, labels, thresholds).html());
    }
    terminal
        .out()
        .println(
            json
                ? ComparisonText.json(sideA, sideB, comparison, labels, MOVERS).toPrettyString()
                : ComparisonText.table(comparison, labels, terminal.columns()));
    return 0;
  }
}
