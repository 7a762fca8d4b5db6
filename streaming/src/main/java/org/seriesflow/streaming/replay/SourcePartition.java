package org.seriesflow.streaming.replay;

import org.apache.kafka.common.TopicPartition;

/**
 * A partition of a source as the offsets of a job name it: {@code 3} of the job's source topic,
 * {@code rois.stat-3} of another.
 */
final class SourcePartition {
  private SourcePartition() {}

  static String key(String sourceTopic, TopicPartition partition) {
    return partition.topic().equals(sourceTopic)
        ? Integer.toString(partition.partition())
        : partition.toString();
  }

  /**
   * The partition of a key.
   *
   * @throws IllegalArgumentException where it names none
   */
  static TopicPartition of(String sourceTopic, String key) {
    int parting = key.lastIndexOf('-');
    return new TopicPartition(
        parting < 0 ? sourceTopic : key.substring(0, parting),
        Integer.parseInt(key.substring(parting + 1)));
  }
}
