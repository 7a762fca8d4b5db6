package org.seriesflow.cli.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.seriesflow.cli.report.Report;

/**
 * What {@code bench memory} gave.
 *
 * @param benchmark its name
 * @param machine processors, JDK and system
 * @param entries one an input
 */
record MemoryReport(String benchmark, Map<String, String> machine, List<Entry> entries)
    implements Report {
  private static final double GOAL_MEBIBYTES = 1024;

  /**
   * One input.
   *
   * @param mebibytes that were sent
   * @param seconds from the first byte sent to the volume in the store, waiting included
   * @param peakResidentMiB of the ingest-service since its start
   */
  record Entry(String input, double mebibytes, double seconds, double peakResidentMiB) {}

  /** Which goal was met: its sentence and yes or no. */
  @JsonProperty
  public Map<String, Boolean> goals() {
    var goals = new LinkedHashMap<String, Boolean>();
    for (var entry : entries) {
      goals.put(entry.input() + " in 1 GiB", entry.peakResidentMiB() <= GOAL_MEBIBYTES);
    }
    return goals;
  }

  @Override
  public String text(int columns) {
    var text = new StringBuilder("bench memory\non " + machine + "\n\n");
    for (var entry : entries) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s, %.0f MiB sent: volume after %.0f s, at most %.0f MiB resident%n",
              entry.input(),
              entry.mebibytes(),
              entry.seconds(),
              entry.peakResidentMiB()));
    }
    return text.append(Report.lines(goals())).toString();
  }
}
