package org.seriesflow.streaming;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * Reads all partitions of topics, committed transactions only, without a consumer group and without
 * leaving a trace. A record that cannot be decoded is handed out with its failure. Not safe for
 * threads.
 */
public final class EventReader<T> implements AutoCloseable {
  /** Where to begin. */
  public enum From {
    BEGINNING,
    /** What comes after now. */
    END
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BiFunction<String, byte[], T> decoder;

  private EventReader(
      Map<String, String> kafka,
      List<String> topics,
      From from,
      BiFunction<String, byte[], T> decoder) {
    var properties = new Properties();
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.decoder = decoder;
    try {
      var partitions = topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
      consumer.assign(partitions);
      if (from == From.BEGINNING) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        // The seek is lazy: without this, "now" would be the first poll.
        partitions.forEach(consumer::position);
      }
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Reads one topic of the catalogue as its events. */
  public static <V extends SpecificRecord> EventReader<V> of(
      String bootstrapServers, EventCodec codec, Topic<V> topic, From from) {
    return new EventReader<>(
        bootstrap(bootstrapServers),
        List.of(topic.name()),
        from,
        (name, bytes) -> codec.decode(topic, bytes));
  }

  /** Reads several topics of the catalogue, under the names that it gives them. */
  public static EventReader<SpecificRecord> catalogue(
      String bootstrapServers, EventCodec codec, List<? extends Topic<?>> topics, From from) {
    return catalogue(bootstrap(bootstrapServers), codec, topics, from);
  }

  /** The same with client settings: bootstrap servers and security. */
  public static EventReader<SpecificRecord> catalogue(
      Map<String, String> kafka, EventCodec codec, List<? extends Topic<?>> topics, From from) {
    return new EventReader<>(
        kafka,
        topics.stream().map(Topic::name).toList(),
        from,
        (name, bytes) -> codec.decode(Topics.byName(name).orElseThrow(), bytes));
  }

  /** Reads topics of any kind with nothing but the registry. */
  public static EventReader<GenericRecord> generic(
      String bootstrapServers, EventCodec codec, List<String> topics, From from) {
    return generic(bootstrap(bootstrapServers), codec, topics, from);
  }

  /** The same with client settings: bootstrap servers and security. */
  public static EventReader<GenericRecord> generic(
      Map<String, String> kafka, EventCodec codec, List<String> topics, From from) {
    return new EventReader<>(kafka, topics, from, codec::decode);
  }

  private static Map<String, String> bootstrap(String bootstrapServers) {
    return Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> partitions;
    try {
      partitions = consumer.partitionsFor(topic, Duration.ofSeconds(20));
    } catch (KafkaException e) {
      throw new TransientFaultException(
          "Topic %s cannot be read: %s".formatted(topic, e.getMessage()), e);
    }
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalArgumentException(
          "Topic %s does not exist: run `seriesflow topics apply`.".formatted(topic));
    }
    return partitions.stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  /**
   * Goes on with the first record of each partition whose timestamp is not earlier; a partition
   * without one has nothing more to read now.
   */
  public void seekTo(Instant time) {
    var partitions = consumer.assignment();
    var wanted = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> wanted.put(partition, time.toEpochMilli()));
    var ends = consumer.endOffsets(partitions);
    consumer
        .offsetsForTimes(wanted)
        .forEach(
            (partition, found) ->
                consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
  }

  /** What came within the time; may be empty. */
  public List<ReadEvent<T>> poll(Duration timeout) {
    var events = new ArrayList<ReadEvent<T>>();
    for (var record : consumer.poll(timeout)) {
      try {
        events.add(new ReadEvent<>(record, decoder.apply(record.topic(), record.value()), null));
      } catch (DataException e) {
        events.add(new ReadEvent<>(record, null, e));
      }
    }
    return events;
  }

  /**
   * Hands out all events up to the ends that the partitions have now, in the order of each
   * partition.
   */
  public void readToEnd(Consumer<ReadEvent<T>> sink) {
    var ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll(Duration.ofMillis(200)).forEach(sink);
    }
  }

  /** Ends a {@link #poll} that another thread waits in: it throws Kafka's WakeupException. */
  public void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
