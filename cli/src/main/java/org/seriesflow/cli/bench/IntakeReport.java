package org.seriesflow.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.seriesflow.benchmarks.Side;
import org.seriesflow.cli.report.Report;
import org.seriesflow.cli.report.TextTable;
import org.seriesflow.cli.report.TextTable.Column;

/**
 * What {@code bench intake} gave. Rates are instances a second.
 *
 * @param benchmark its name
 * @param input what was sent, in words
 * @param machine processors, JDK and system
 * @param versions of each side, with what its answer promises
 * @param entries one for each number of associations
 * @param growth one for each step of a growing store; empty where none was asked for
 */
record IntakeReport(
    String benchmark,
    String input,
    Map<String, String> machine,
    Map<String, String> versions,
    List<Entry> entries,
    List<Step> growth)
    implements Report {
  /** Our own side. */
  static final String OURS = "seriesflow";

  static final String ORTHANC = "orthanc";
  static final String STORESCP = "storescp";

  private static final double TIMES_ORTHANC = 2;
  private static final double OF_STORESCP = .5;

  /**
   * All sides under one load.
   *
   * @param window instances that the sender lets wait for their response at once on an association,
   *     where the side grants that (PS3.7 D.3.3.3); 1: one after the other
   * @param ratioToOrthanc our median rate by Orthanc's; null where that is missing
   * @param ratioToStorescp our median rate by storescp's; null where that is missing
   */
  record Entry(
      int associations,
      int window,
      List<Rate> sides,
      Double ratioToOrthanc,
      Double ratioToStorescp) {

    /**
     * @param sides of the benchmark, ours first
     * @param missing why a peer takes no part, by its name
     */
    static Entry of(
        int associations,
        int window,
        int instances,
        List<Side> sides,
        Map<String, String> missing) {
      var rates = new ArrayList<Rate>();
      sides.forEach(side -> rates.add(Rate.of(side, instances)));
      missing.forEach((name, why) -> rates.add(Rate.missing(name, why)));
      return new Entry(associations, window, rates, ratio(sides, ORTHANC), ratio(sides, STORESCP));
    }

    /** Ours to the other in rate, which is theirs to ours in time. */
    private static Double ratio(List<Side> sides, String peer) {
      var ours = named(sides, OURS).orElseThrow();
      return named(sides, peer).map(other -> other.ratioTo(ours)).orElse(null);
    }

    private static Optional<Side> named(List<Side> sides, String name) {
      return sides.stream().filter(side -> side.name().equals(name)).findFirst();
    }
  }

  /**
   * One side.
   *
   * @param perSecond of each run, in the order of the runs
   * @param missing why it was not run; null where it was, else all else is null
   */
  record Rate(
      String name,
      Double medianPerSecond,
      Double slowestPerSecond,
      Double fastestPerSecond,
      List<Double> perSecond,
      String missing) {

    static Rate of(Side side, int instances) {
      var rates = side.millis().stream().map(millis -> instances * 1000 / millis).toList();
      return new Rate(
          side.name(),
          instances * 1000 / side.medianMillis(),
          rates.stream().min(Double::compare).orElseThrow(),
          rates.stream().max(Double::compare).orElseThrow(),
          rates,
          null);
    }

    static Rate missing(String name, String why) {
      return new Rate(name, null, null, null, List.of(), why);
    }
  }

  /**
   * A step of the growing store.
   *
   * @param held instances that it held after the step
   * @param ratioToFirst its rate by that of the first step
   */
  record Step(int held, double perSecond, double ratioToFirst) {
    /**
     * @param before instances that it held before the first step
     */
    static List<Step> of(int before, int instancesOfStep, List<Double> millis) {
      var steps = new ArrayList<Step>();
      for (double one : millis) {
        steps.add(
            new Step(
                before + (steps.size() + 1) * instancesOfStep,
                instancesOfStep * 1000 / one,
                millis.getFirst() / one));
      }
      return steps;
    }
  }

  /** Which goal was met: its sentence and yes or no. */
  @JsonProperty
  public Map<String, Boolean> goals() {
    var goals = new LinkedHashMap<String, Boolean>();
    for (var entry : entries) {
      var how =
          " over %d association(s), window %d".formatted(entry.associations(), entry.window());
      if (entry.ratioToOrthanc() != null) {
        goals.put("twice Orthanc's rate" + how, entry.ratioToOrthanc() >= TIMES_ORTHANC);
      }
      if (entry.ratioToStorescp() != null) {
        goals.put("within 2 times storescp's rate" + how, entry.ratioToStorescp() >= OF_STORESCP);
      }
    }
    return goals;
  }

  @Override
  public String text(int columns) {
    var text = new StringBuilder("bench intake: " + input + "\non " + machine + "\n");
    versions.forEach(
        (name, version) ->
            text.append("  ").append(name).append(": ").append(version).append('\n'));
    text.append('\n').append(table(columns));
    if (!growth.isEmpty()) {
      text.append('\n').append(growthTable(columns));
    }
    return text.append(Report.lines(goals())).toString();
  }

  private String table(int columns) {
    var table =
        new TextTable(
            List.of(
                Column.right("associations"),
                Column.right("window"),
                Column.left("side"),
                Column.right("instances/s"),
                Column.right("slowest"),
                Column.right("fastest"),
                Column.right("ours to it")),
            columns);
    for (var entry : entries) {
      for (var side : entry.sides()) {
        var ratio =
            switch (side.name()) {
              case ORTHANC -> entry.ratioToOrthanc();
              case STORESCP -> entry.ratioToStorescp();
              default -> null;
            };
        table.add(
            List.of(
                Integer.toString(entry.associations()),
                Integer.toString(entry.window()),
                side.missing() == null ? side.name() : side.missing(),
                number("%.0f", side.medianPerSecond()),
                number("%.0f", side.slowestPerSecond()),
                number("%.0f", side.fastestPerSecond()),
                number("%.2f", ratio)));
      }
    }
    return table.render();
  }

  private String growthTable(int columns) {
    var table =
        new TextTable(
            List.of(
                Column.right("instances held"),
                Column.right("instances/s"),
                Column.right("to the first step")),
            columns);
    for (var step : growth) {
      table.add(
          List.of(
              Integer.toString(step.held()),
              number("%.0f", step.perSecond()),
              number("%.2f", step.ratioToFirst())));
    }
    return table.render();
  }

  private static String number(String format, Double value) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
  }
}
