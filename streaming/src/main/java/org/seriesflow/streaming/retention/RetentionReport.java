package org.seriesflow.streaming.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a retention job read, kept and deleted.
 *
 * @param startedAt ages are counted to this time
 * @param longestTransaction that the grace was checked against
 * @param topics what was read, by name
 * @param references different payloads that topics and instance lists refer to
 * @param lists instance lists that were read
 * @param referenced kept, as a topic refers to it
 * @param young kept, as its event may still come
 * @param spared kept, as the instance list of its series cannot be read
 * @param deleted deleted; of a dry run: what would be
 */
public record RetentionReport(
    Instant startedAt,
    boolean dryRun,
    Duration longestTransaction,
    List<TopicRead> topics,
    int references,
    int lists,
    Amount referenced,
    Amount young,
    Amount spared,
    Amount deleted) {

  /**
   * One topic, from its beginning to the ends that it had at the start.
   *
   * @param records committed ones
   * @param mentions of payloads in them
   */
  public record TopicRead(String topic, int partitions, long records, long mentions) {}

  /** Payloads and their bytes. */
  public record Amount(long count, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    Amount plus(long payload) {
      return new Amount(count + 1, bytes + payload);
    }

    Amount plus(Amount other) {
      return new Amount(count + other.count, bytes + other.bytes);
    }
  }
}
