package org.seriesflow.cli.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.seriesflow.cli.report.Report;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * What {@code load stat} gave; milliseconds from completeness to the end.
 *
 * @param input what was sent, in words
 * @param machine processors, JDK and system; sender and all processes share it
 * @param alone urgent series without a backlog
 * @param underBacklog urgent series while the backlog was worked on
 * @param routine series of the backlog
 * @param openAtFirst routine series that were complete and had not ended when the first urgent one
 *     was sent
 * @param openAtLast the same when the last urgent one had ended
 * @param ratioOfP95 under the backlog by alone
 * @param lost series without an end
 * @param doubled revisions with more than one end
 */
record StatReport(
    String input,
    Map<String, String> machine,
    Quantiles alone,
    Quantiles underBacklog,
    Quantiles routine,
    int openAtFirst,
    int openAtLast,
    double ratioOfP95,
    int lost,
    int doubled,
    Map<String, Boolean> goals)
    implements Report {
  private static final double GOAL = 2;

  static StatReport of(
      String input,
      Quantiles alone,
      Quantiles underBacklog,
      Quantiles routine,
      int openAtFirst,
      int openAtLast,
      int lost,
      int doubled) {
    double ratio = Math.round(underBacklog.p95() / alone.p95() * 100) / 100.0;
    var goals = new LinkedHashMap<String, Boolean>();
    goals.put("the backlog outlasted the urgent series", openAtLast > 0);
    goals.put("95 of 100 urgent series within twice the time that they take alone", ratio <= GOAL);
    goals.put("nothing lost or doubled", lost + doubled == 0);
    return new StatReport(
        input,
        Report.thisMachine(),
        alone,
        underBacklog,
        routine,
        openAtFirst,
        openAtLast,
        ratio,
        lost,
        doubled,
        goals);
  }

  @Override
  public String text(int columns) {
    var table =
        new TextTable(
            List.of(
                Column.left("from completeness to the end, ms"),
                Column.right("series"),
                Column.right("p50"),
                Column.right("p95"),
                Column.right("greatest")),
            columns);
    row(table, "urgent, alone", alone);
    row(table, "urgent, under the backlog", underBacklog);
    row(table, "routine, the backlog", routine);
    var text = new StringBuilder();
    text.append("load stat: %s%non %s%n%n".formatted(input, machine));
    text.append(table.render()).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "p95 under the backlog by p95 alone: %.2f; %d routine series waited at the first urgent one, %d after"
                + " the last%n",
            ratioOfP95,
            openAtFirst,
            openAtLast));
    text.append("lost %d, doubled %d%n".formatted(lost, doubled));
    return text.append(Report.lines(goals)).toString();
  }

  private static void row(TextTable table, String name, Quantiles of) {
    table.add(
        List.of(
            name,
            Integer.toString(of.count()),
            String.format(Locale.ROOT, "%.0f", of.p50()),
            String.format(Locale.ROOT, "%.0f", of.p95()),
            String.format(Locale.ROOT, "%.0f", of.greatest())));
  }
}
