package org.seriesflow.cli.load;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a run is made of.
 *
 * @param during how much of the peak hour
 * @param atOnce whether all of it comes at once
 * @param kinds that are sent, the others not
 * @param rows rows and columns of an angiography's slice
 * @param slices of an angiography
 * @param seed of the times
 */
record PeakOptions(
    Duration during, boolean atOnce, Set<StudyKind> kinds, int rows, int slices, long seed) {
  PeakOptions {
    kinds = EnumSet.copyOf(kinds);
  }

  /** The studies, the first first. */
  List<Arrival> arrivals() {
    var all = atOnce ? Arrival.atOnce(during, seed) : Arrival.atTheRateOfThePeakHour(during, seed);
    return all.stream().filter(arrival -> kinds.contains(arrival.kind())).toList();
  }
}
