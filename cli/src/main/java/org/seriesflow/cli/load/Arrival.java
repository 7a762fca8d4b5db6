package org.seriesflow.cli.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A study that comes.
 *
 * @param kind of it
 * @param at how long after the beginning
 */
record Arrival(StudyKind kind, Duration at) {
  private static final double HOUR_MILLIS = 3_600_000;

  /**
   * Arrivals at the rate of the peak hour, each at a time of its own, the first first.
   *
   * @param during for how long
   * @param seed of the times
   */
  static List<Arrival> atTheRateOfThePeakHour(Duration during, long seed) {
    var random = new Random(seed);
    var arrivals = new ArrayList<Arrival>();
    for (var kind : StudyKind.values()) {
      long count = Math.round(kind.inPeakHour() * during.toMillis() / HOUR_MILLIS);
      for (long i = 0; i < count; i++) {
        arrivals.add(
            new Arrival(kind, Duration.ofMillis((long) (random.nextDouble() * during.toMillis()))));
      }
    }
    arrivals.sort(Comparator.comparing(Arrival::at));
    return arrivals;
  }

  /** The same studies, mixed and all at once. */
  static List<Arrival> atOnce(Duration during, long seed) {
    var arrivals = new ArrayList<Arrival>();
    atTheRateOfThePeakHour(during, seed)
        .forEach(arrival -> arrivals.add(new Arrival(arrival.kind(), Duration.ZERO)));
    Collections.shuffle(arrivals, new Random(seed));
    return arrivals;
  }
}
