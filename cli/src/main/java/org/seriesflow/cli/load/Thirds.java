package org.seriesflow.cli.load;

import java.util.List;

/**
 * Whether something grows while time passes: medians of the first, the second and the last third.
 *
 * @param first while caches fill and code is compiled
 * @param second of the middle
 * @param last what a leak would show in
 */
record Thirds(double first, double second, double last) {
  /** What a value may be above that of the third before and still count as flat. */
  private static final double FLAT = 1.1;

  /** Of values in the order of time, three at least. */
  static Thirds of(List<Double> values) {
    int third = values.size() / 3;
    return new Thirds(
        median(values.subList(0, third)),
        median(values.subList(third, 2 * third)),
        median(values.subList(2 * third, values.size())));
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return Math.round(sorted.get(sorted.size() / 2) * 10) / 10.0;
  }

  /** Whether the last third is at most a tenth above the second. */
  boolean isFlat() {
    return last <= FLAT * second;
  }
}
