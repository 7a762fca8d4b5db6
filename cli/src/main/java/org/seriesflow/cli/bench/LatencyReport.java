package org.seriesflow.cli.bench;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.seriesflow.cli.report.NearestRank;
import org.seriesflow.cli.report.Report;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * What {@code bench latency} gave.
 *
 * @param benchmark its name
 * @param input what was measured, in words
 * @param machine processors, JDK and system
 * @param series how many
 * @param withoutNetworks from completeness to the prediction, less the networks' own time
 * @param total the same with it
 * @param stages by stage: its work without networks and the wait before it
 * @param where by what was done
 * @param goals which goal was met: its sentence and yes or no
 */
record LatencyReport(
    String benchmark,
    String input,
    Map<String, String> machine,
    int series,
    Millis withoutNetworks,
    Millis total,
    Map<String, Millis> stages,
    Map<String, Millis> where,
    Map<String, Boolean> goals)
    implements Report {
  private static final double GOAL_MILLIS = 1000;
  private static final double AIM_MILLIS = 300;

  /** Median and 95th percentile, by nearest rank. */
  record Millis(double p50, double p95) {
    static Millis of(List<SeriesLatency> all, ToDoubleFunction<SeriesLatency> what) {
      var sorted = all.stream().mapToDouble(what).sorted().toArray();
      return new Millis(NearestRank.of(sorted, .5), NearestRank.of(sorted, .95));
    }
  }

  static LatencyReport of(String input, List<SeriesLatency> all) {
    var own = Millis.of(all, SeriesLatency::withoutNetworks);
    var goals = new LinkedHashMap<String, Boolean>();
    goals.put("95 of 100 within 1 s, networks aside", own.p95() <= GOAL_MILLIS);
    goals.put("95 of 100 within 300 ms, networks aside", own.p95() <= AIM_MILLIS);
    return new LatencyReport(
        "latency",
        input,
        Report.thisMachine(),
        all.size(),
        own,
        Millis.of(all, SeriesLatency::total),
        each(all, SeriesLatency::stages),
        each(all, SeriesLatency::where),
        goals);
  }

  private static Map<String, Millis> each(
      List<SeriesLatency> all, Function<SeriesLatency, Map<String, Double>> which) {
    var names = new LinkedHashSet<String>();
    all.forEach(one -> names.addAll(which.apply(one).keySet()));
    var each = new LinkedHashMap<String, Millis>();
    names.forEach(
        name -> each.put(name, Millis.of(all, one -> which.apply(one).getOrDefault(name, 0.0))));
    return each;
  }

  @Override
  public String text(int columns) {
    var table =
        new TextTable(
            List.of(Column.left("ms"), Column.right("median"), Column.right("95 of 100")), columns);
    row(table, "from completeness to the prediction", total);
    row(table, "the same without the networks", withoutNetworks);
    stages.forEach((stage, millis) -> row(table, "stage: " + stage, millis));
    where.forEach((what, millis) -> row(table, "where: " + what, millis));
    return "bench latency: "
        + input
        + "\non "
        + machine
        + "\n\n"
        + table.render()
        + Report.lines(goals);
  }

  private static void row(TextTable table, String name, Millis millis) {
    table.add(List.of(name, text(millis.p50()), text(millis.p95())));
  }

  private static String text(double millis) {
    return String.format(Locale.ROOT, "%.1f", millis);
  }
}
