package org.seriesflow.streaming;

import java.time.Duration;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic: its name and its event type travel together, so that nobody repeats a topic's name or
 * guesses its type. The key of an event of a series is the Series Instance UID in UTF-8, and no
 * topic of such events is ever compacted: the highest revision counts, never the latest arrival.
 *
 * @param name name in Kafka
 * @param valueType generated class of the event
 * @param schema the compiled schema, which is registered under {@link #subject()}
 * @param partitions how many partitions {@code topics apply} gives it
 * @param retention how long an event can be read
 * @param maxMessageBytes largest record
 * @param cleanupPolicy Kafka's {@code cleanup.policy}; of a compacted topic the retention says
 *     nothing
 * @param purpose one sentence for the documents
 */
public record Topic<V extends SpecificRecord>(
    String name,
    Class<V> valueType,
    Schema schema,
    int partitions,
    Duration retention,
    int maxMessageBytes,
    String cleanupPolicy,
    String purpose) {

  /** Events go when their retention has passed. */
  public static final String DELETE = "delete";

  /** The last record of each key stays. */
  public static final String COMPACT = "compact";

  public Topic {
    Objects.requireNonNull(valueType, "valueType");
    Objects.requireNonNull(schema, "schema");
    if (!name.matches("[a-z0-9._-]{1,200}")) {
      throw new IllegalArgumentException("Not a topic name: '" + name + "'");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("Topic %s: %d partitions".formatted(name, partitions));
    }
    if (retention.isNegative() || retention.isZero()) {
      throw new IllegalArgumentException("Topic %s: retention %s".formatted(name, retention));
    }
  }

  /** The registry's subject of the value, by the TopicNameStrategy. */
  public String subject() {
    return name + "-value";
  }

  /** The same events under another name, where a site's configuration says so. */
  public Topic<V> withName(String newName) {
    return new Topic<>(
        newName, valueType, schema, partitions, retention, maxMessageBytes, cleanupPolicy, purpose);
  }

  /** The same events on their way through a replay. */
  Topic<V> forReplay(String newPurpose) {
    return withSuffix(Topics.REPLAY_SUFFIX, newPurpose);
  }

  /** The same events of the lane STAT. */
  Topic<V> forStat(String newPurpose) {
    return withSuffix(Topics.STAT_SUFFIX, newPurpose);
  }

  private Topic<V> withSuffix(String suffix, String newPurpose) {
    return new Topic<>(
        name + suffix,
        valueType,
        schema,
        partitions,
        retention,
        maxMessageBytes,
        cleanupPolicy,
        newPurpose);
  }

  public Topic<V> withPartitions(int newPartitions) {
    return new Topic<>(
        name, valueType, schema, newPartitions, retention, maxMessageBytes, cleanupPolicy, purpose);
  }

  public Topic<V> withRetention(Duration newRetention) {
    return new Topic<>(
        name, valueType, schema, partitions, newRetention, maxMessageBytes, cleanupPolicy, purpose);
  }

  @Override
  public String toString() {
    return name;
  }
}
