package org.seriesflow.benchmarks;

import java.util.List;

/**
 * One side of a comparison.
 *
 * @param millis wall clock of each run, in the order of the runs
 */
public record Side(String name, List<Double> millis) {
  /** At least one run. */
  public Side {
    if (millis.isEmpty()) {
      throw new IllegalArgumentException(name + " was never run");
    }
    millis = List.copyOf(millis);
  }

  /** The median run; of an even number of runs the mean of the middle two. */
  public double medianMillis() {
    var sorted = millis.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The fastest run. */
  public double minMillis() {
    return millis.stream().min(Double::compare).orElseThrow();
  }

  /** How many times the other side's median this side's median is. */
  public double ratioTo(Side other) {
    return medianMillis() / other.medianMillis();
  }
}
