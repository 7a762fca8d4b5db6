package org.seriesflow.ingest.assembly;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Counts of pauses in geometric bins: the first up to 10 ms, each next one 2^(1/4) times as long,
 * so that a percentile is at most 19 % too long. Pure functions.
 */
final class PauseBins {
  private static final int BINS = 64;
  private static final double FIRST_MILLIS = 10;
  private static final int BINS_OF_DOUBLE = 4;

  /** What is counted when the counts are halved, so that what is newer weighs more. */
  private static final int MOST_COUNTED = 1_000;

  /** Upper bound of the last bin, in ms: about nine minutes. */
  static final long LONGEST_MILLIS = upperMillis(BINS - 1);

  private PauseBins() {}

  /** No counts. */
  static List<Integer> empty() {
    return Collections.nCopies(BINS, 0);
  }

  /**
   * Counts a pause.
   *
   * @param formerMillis a pause of the same series that was counted before, which this one
   *     supersedes; null where none was
   */
  static List<Integer> with(List<Integer> counts, Long formerMillis, long millis) {
    var next = new ArrayList<>(counts);
    if (formerMillis != null) {
      next.set(bin(formerMillis), Math.max(0, next.get(bin(formerMillis)) - 1));
    }
    next.set(bin(millis), next.get(bin(millis)) + 1);
    if (total(next) > MOST_COUNTED) {
      next.replaceAll(count -> count / 2);
    }
    return next;
  }

  /** How many are counted. */
  static int total(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  /** Upper bound, in ms, of the bin in which the percentile lies; there must be a count. */
  static long percentileMillis(List<Integer> counts, double percentile) {
    var wanted = Math.max(1, Math.ceil(total(counts) * percentile / 100));
    var bin = -1;
    for (var sum = 0; sum < wanted; sum += counts.get(bin)) {
      bin++;
    }
    return upperMillis(bin);
  }

  private static int bin(long millis) {
    if (millis <= FIRST_MILLIS) {
      return 0;
    }
    var doubles = Math.log(millis / FIRST_MILLIS) / Math.log(2);
    return Math.min(BINS - 1, (int) Math.ceil(doubles * BINS_OF_DOUBLE));
  }

  private static long upperMillis(int bin) {
    return Math.round(FIRST_MILLIS * Math.pow(2, (double) bin / BINS_OF_DOUBLE));
  }
}
