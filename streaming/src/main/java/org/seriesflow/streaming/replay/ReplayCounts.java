package org.seriesflow.streaming.replay;

/**
 * What became of the records of a job so far; written as {@code copied/passed/unreadable}.
 *
 * @param copied chosen and copied
 * @param passed not chosen
 * @param unreadable no event of the topic
 */
public record ReplayCounts(long copied, long passed, long unreadable) {
  static final ReplayCounts NONE = new ReplayCounts(0, 0, 0);
  static final ReplayCounts COPIED = new ReplayCounts(1, 0, 0);
  static final ReplayCounts PASSED = new ReplayCounts(0, 1, 0);
  static final ReplayCounts UNREADABLE = new ReplayCounts(0, 0, 1);

  ReplayCounts plus(ReplayCounts other) {
    return new ReplayCounts(
        copied + other.copied, passed + other.passed, unreadable + other.unreadable);
  }

  static ReplayCounts parse(String text) {
    String[] parts = text.split("/", -1);
    return parts.length == 3
        ? new ReplayCounts(
            Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]))
        : NONE;
  }

  @Override
  public String toString() {
    return copied + "/" + passed + "/" + unreadable;
  }
}
