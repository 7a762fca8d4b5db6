package org.seriesflow.cli.report;

import java.util.Map;
import java.util.TreeMap;

/** What a measurement gave: a record that is written as JSON, and a text for people. */
public interface Report {
  /**
   * Lines for people.
   *
   * @param columns how wide tables may be
   */
  String text(int columns);

  /** Processors, JDK and system. */
  static Map<String, String> thisMachine() {
    return new TreeMap<>(
        Map.of(
            "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
            "jdk", Runtime.version().toString(),
            "system", System.getProperty("os.name") + " " + System.getProperty("os.arch")));
  }

  /** A line for each goal: met or not. */
  static String lines(Map<String, Boolean> goals) {
    var text = new StringBuilder();
    goals.forEach(
        (goal, met) -> text.append(met ? "met:     " : "NOT met: ").append(goal).append('\n'));
    return text.toString();
  }
}
