package org.seriesflow.ingest.assembly;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker. An answer that does not come in time is none. */
public final class KafkaPartitionEnds implements PartitionEnds {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPartitionEnds.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin admin;
  private final String topic;
  private final String group;

  /**
   * @param topic the topic that is assembled
   * @param group application id of the assembly, which is its consumer group
   */
  public KafkaPartitionEnds(Admin admin, String topic, String group) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
  }

  @Override
  public OptionalLong endOffset(int partition) {
    var wanted = new TopicPartition(topic, partition);
    return answer(
        admin
            .listOffsets(
                Map.of(wanted, OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .partitionResult(wanted)
            .thenApply(end -> OptionalLong.of(end.offset())));
  }

  @Override
  public OptionalLong committedOffset(int partition) {
    return answer(
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata(group)
            .thenApply(
                offsets -> {
                  var committed = offsets.get(new TopicPartition(topic, partition));
                  return committed == null
                      ? OptionalLong.empty()
                      : OptionalLong.of(committed.offset());
                }));
  }

  private OptionalLong answer(KafkaFuture<OptionalLong> question) {
    try {
      return question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the broker does not say where topic {} ends: {}", topic, e.toString());
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }
}
