package org.seriesflow.streaming.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets of a job, fixed when it is made, and what retention had deleted of them.
 *
 * @param start first offset by partition, as {@link SourcePartition} names it
 * @param end one past the last by partition
 * @param deleted a sentence for each partition that no longer holds all that was asked for
 */
record ReplayRange(Map<String, Long> start, Map<String, Long> end, List<String> deleted) {

  /**
   * Finds them; the consumer reads committed records alone.
   *
   * @param topics the sources of the job; the first is its source topic
   */
  static ReplayRange of(
      Consumer<byte[], byte[]> consumer, List<String> topics, Position from, Position to) {
    var partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    var beginnings = consumer.beginningOffsets(partitions);
    var ends = consumer.endOffsets(partitions);
    var first = consumer.offsetsForTimes(times(partitions, Instant.EPOCH));
    var start = new TreeMap<String, Long>();
    var end = new TreeMap<String, Long>();
    var deleted = new ArrayList<String>();
    for (var partition : partitions) {
      String key = SourcePartition.key(topics.getFirst(), partition);
      long beginning = beginnings.get(partition);
      long last = Math.min(ends.get(partition), offset(consumer, partition, to, ends));
      long wanted =
          offset(consumer, partition, from, from instanceof Position.Edge ? beginnings : ends);
      start.put(key, Math.min(Math.max(wanted, beginning), ends.get(partition)));
      end.put(key, Math.max(last, start.get(key)));
      if (beginning > 0) {
        String sentence = gap(from, beginning, first.get(partition));
        if (!sentence.isEmpty()) {
          deleted.add("Partition %s: %s".formatted(key, sentence));
        }
      }
    }
    return new ReplayRange(start, end, deleted);
  }

  /** What a partition that begins later than at 0 lacks of what was asked for; empty: nothing. */
  static String gap(Position from, long beginning, OffsetAndTimestamp first) {
    return switch (from) {
      case Position.Edge _ -> "retention has deleted the offsets 0 to %d.".formatted(beginning - 1);
      case Position.Offset(long offset) ->
          offset >= beginning
              ? ""
              : "retention has deleted the offsets %d to %d.".formatted(offset, beginning - 1);
      case Position.At(Instant time) ->
          first != null && first.timestamp() <= time.toEpochMilli()
              ? ""
              : "retention has deleted the offsets up to %d; what stands begins %s."
                  .formatted(
                      beginning - 1,
                      first == null ? "later" : "at " + Instant.ofEpochMilli(first.timestamp()));
    };
  }

  private static long offset(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Position position,
      Map<TopicPartition, Long> edges) {
    return switch (position) {
      case Position.Edge _ -> edges.get(partition);
      case Position.Offset(long offset) -> offset;
      case Position.At(Instant time) -> {
        var found = consumer.offsetsForTimes(times(List.of(partition), time)).get(partition);
        yield found == null
            ? consumer.endOffsets(List.of(partition)).get(partition)
            : found.offset();
      }
    };
  }

  private static Map<TopicPartition, Long> times(List<TopicPartition> partitions, Instant time) {
    var times = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
    return times;
  }
}
