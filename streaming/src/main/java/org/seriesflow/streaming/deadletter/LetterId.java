package org.seriesflow.streaming.deadletter;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Where a letter stands in {@code dead-letters}, which names it: written {@code 3-1042}.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record LetterId(int partition, long offset) implements Comparable<LetterId> {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,6})-([0-9]{1,18})");

  /**
   * Reads what {@link #toString()} writes.
   *
   * @throws IllegalArgumentException where it is none, with the text
   */
  public static LetterId parse(String text) {
    var matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' names no dead letter; they are written PARTITION-OFFSET, as in 3-1042"
              .formatted(text));
    }
    return new LetterId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public int compareTo(LetterId other) {
    return Comparator.comparingInt(LetterId::partition)
        .thenComparingLong(LetterId::offset)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
