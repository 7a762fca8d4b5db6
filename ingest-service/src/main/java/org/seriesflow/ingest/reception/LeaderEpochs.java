package org.seriesflow.ingest.reception;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.seriesflow.streaming.TransientFaultException;

/**
 * Which leaders the partitions of a topic have: a number that rises each time a partition gets a
 * leader, the same broker after a restart included.
 */
public final class LeaderEpochs implements Supplier<Map<Integer, Integer>> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Admin admin;
  private final String topic;

  /** Asks that client about that topic. */
  public LeaderEpochs(Admin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
  }

  /**
   * Epochs by partition.
   *
   * @throws TransientFaultException where a partition has no leader, or nobody answers
   */
  @Override
  public Map<Integer, Integer> get() {
    try {
      var partitions = answer(admin.describeTopics(List.of(topic)).allTopicNames());
      var ends = new HashMap<TopicPartition, OffsetSpec>();
      partitions
          .get(topic)
          .partitions()
          .forEach(
              one -> ends.put(new TopicPartition(topic, one.partition()), OffsetSpec.latest()));
      var epochs = new HashMap<Integer, Integer>();
      answer(admin.listOffsets(ends).all())
          .forEach(
              (partition, end) -> epochs.put(partition.partition(), end.leaderEpoch().orElse(0)));
      return epochs;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new TransientFaultException(
          "nobody says who leads topic %s: %s".formatted(topic, e), e);
    }
  }

  private static <T> T answer(KafkaFuture<T> question) throws ExecutionException, TimeoutException {
    try {
      return question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted while asking for leaders", e);
    }
  }
}
