package org.seriesflow.streaming.retention;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.retention.RetentionReport.TopicRead;

/**
 * Reads topics whole: committed records, from the beginning to given ends. Either every offset up
 * to the ends was passed, or the reading fails.
 */
final class LogReferences {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> kafka;
  private final Duration patience;
  private final Instant now;
  private final Consumer<String> progress;

  /**
   * A reader.
   *
   * @param now promises that end before this time are over
   * @param patience how long a partition may stand still, by an open transaction or a broker that
   *     is away
   * @param progress takes a line now and then
   */
  LogReferences(
      Map<String, String> kafka, Duration patience, Instant now, Consumer<String> progress) {
    this.kafka = kafka;
    this.now = now;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Adds the references of one topic.
   *
   * @param ends one past the last record of each partition, open transactions included
   * @throws RetentionRefusedException where it cannot be read whole
   */
  TopicRead read(String topic, Map<TopicPartition, Long> ends, ReferencedDigests references) {
    try (var consumer =
        new KafkaConsumer<>(
            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      var read = readTo(ends, consumer, topic, references);
      progress.accept(
          "read %s: %d records, %d references".formatted(topic, read.records(), read.mentions()));
      return read;
    } catch (KafkaException e) {
      throw notWhole(topic, e.getMessage(), e);
    }
  }

  private TopicRead readTo(
      Map<TopicPartition, Long> ends,
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      ReferencedDigests references) {
    long records = 0;
    long mentions = 0;
    var open = new HashMap<>(ends);
    var positions = new HashMap<TopicPartition, Long>();
    long movedAt = System.nanoTime();
    while (true) {
      if (advance(consumer, open, positions)) {
        movedAt = System.nanoTime();
      }
      if (open.isEmpty()) {
        return new TopicRead(topic, ends.size(), records, mentions);
      }
      if (System.nanoTime() - movedAt > patience.toNanos()) {
        throw standing(topic, open, positions);
      }
      for (var record : consumer.poll(POLL)) {
        records++;
        if (!isOver(record.headers().lastHeader(Topics.KEEP_UNTIL))) {
          mentions += mentions(record.value(), references);
        }
      }
    }
  }

  /** Leaves alone the partitions that were read to their end; gives whether any went on. */
  private static boolean advance(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> open,
      Map<TopicPartition, Long> positions) {
    var moved = false;
    for (var partition : List.copyOf(open.keySet())) {
      long position = consumer.position(partition);
      moved |= !Long.valueOf(position).equals(positions.put(partition, position));
      if (position >= open.get(partition)) {
        open.remove(partition);
        consumer.pause(List.of(partition));
      }
    }
    return moved;
  }

  /** A time that cannot be read is none that is over. */
  private boolean isOver(Header keepUntil) {
    if (keepUntil == null || keepUntil.value() == null) {
      return false;
    }
    var digits = new String(keepUntil.value(), StandardCharsets.US_ASCII);
    try {
      return Instant.ofEpochMilli(Long.parseLong(digits)).isBefore(now);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Latin-1 keeps each byte a character. */
  private static int mentions(byte[] value, ReferencedDigests references) {
    return value == null ? 0 : references.addFrom(new String(value, StandardCharsets.ISO_8859_1));
  }

  private RetentionRefusedException standing(
      String topic, Map<TopicPartition, Long> open, Map<TopicPartition, Long> positions) {
    var partition = open.keySet().iterator().next();
    return notWhole(
        topic,
        "partition %d stands at offset %d of %d for %s; is a transaction open that nobody ends (kafka-transactions.sh find-hanging)?"
            .formatted(
                partition.partition(), positions.get(partition), open.get(partition), patience),
        null);
  }

  private static RetentionRefusedException notWhole(String topic, String why, Exception cause) {
    return new RetentionRefusedException(
        "Topic %s could not be read whole, so nothing is deleted: %s".formatted(topic, why), cause);
  }

  private Properties properties() {
    var properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // Never to jump over records unseen, wherever the log begins meanwhile.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    return properties;
  }
}
