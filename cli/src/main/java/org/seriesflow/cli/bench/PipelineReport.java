package org.seriesflow.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.seriesflow.cli.report.Report;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * What {@code bench pipeline} gave.
 *
 * @param benchmark its name
 * @param input what was measured, in words
 * @param machine processors, JDK and system
 * @param parts the parts of a series' time, in their order
 * @param shares shares of 0 to 1 by name
 * @param peakResidentMiB peak resident memory by process
 * @param goals which goal was met: its sentence and yes or no
 */
record PipelineReport(
    String benchmark,
    String input,
    Map<String, String> machine,
    List<Part> parts,
    Map<String, Double> shares,
    Map<String, Double> peakResidentMiB,
    Map<String, Boolean> goals)
    implements Report {

  /** One part. */
  record Part(String name, int runs, double medianMillis, double minMillis, List<Double> millis) {}

  @Override
  public String text(int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("part"),
                Column.right("runs"),
                Column.right("median ms"),
                Column.right("fastest ms")),
            columns);
    for (var part : parts) {
      table.add(
          List.of(
              part.name(),
              Integer.toString(part.runs()),
              String.format(Locale.ROOT, "%.1f", part.medianMillis()),
              String.format(Locale.ROOT, "%.1f", part.minMillis())));
    }
    var text = new StringBuilder("bench pipeline: " + input + "\non " + machine + "\n\n");
    text.append(table.render());
    shares.forEach(
        (what, share) ->
            text.append(String.format(Locale.ROOT, "%5.1f %% %s%n", share * 100, what)));
    peakResidentMiB.forEach(
        (what, mib) ->
            text.append(String.format(Locale.ROOT, "%6.0f MiB peak RSS of %s%n", mib, what)));
    return text.append(Report.lines(goals)).toString();
  }
}
