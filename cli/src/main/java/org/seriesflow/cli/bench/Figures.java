package org.seriesflow.cli.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a measurement gave, as JSON and for people alike.
 *
 * @param benchmark its name
 * @param input what was measured, in words
 * @param machine processors, JDK and system
 * @param sides the compared sides, in the order in which they are shown
 * @param shares shares of 0 to 1 by name
 * @param peakResidentMiB peak resident memory by process
 * @param goals which goal was met: its sentence and yes or no
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Figures(
    String benchmark,
    String input,
    Map<String, String> machine,
    List<SideFigures> sides,
    Map<String, Double> shares,
    Map<String, Double> peakResidentMiB,
    Map<String, Boolean> goals) {

  /**
   * One side.
   *
   * @param ratio to the side that is compared with; null where there is none
   */
  record SideFigures(
      String name,
      int runs,
      double medianMillis,
      double minMillis,
      Double ratio,
      List<Double> millis) {}

  static Map<String, String> thisMachine() {
    return new TreeMap<>(
        Map.of(
            "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
            "jdk", Runtime.version().toString(),
            "system", System.getProperty("os.name") + " " + System.getProperty("os.arch")));
  }
}
