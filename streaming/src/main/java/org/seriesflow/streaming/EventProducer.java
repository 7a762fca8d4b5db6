package org.seriesflow.streaming;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.events.EventHeader;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * Writes events outside of Kafka Streams: idempotent, acknowledged by all replicas. A return means
 * that the event stands in the log. Safe for threads; those that send at the same time share
 * requests.
 */
public final class EventProducer implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final EventCodec codec;
  private final Duration timeout;

  /**
   * Opens a producer; the broker need not be there yet.
   *
   * @param kafka client settings: bootstrap servers and security
   * @param timeout until an event is acknowledged or given up
   */
  public EventProducer(Map<String, String> kafka, EventCodec codec, Duration timeout) {
    int millis = Math.toIntExact(timeout.toMillis());
    var properties = new Properties();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(millis / 2));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(millis));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(millis));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(4 << 20));
    properties.putAll(kafka);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.codec = codec;
    this.timeout = timeout;
  }

  public EventProducer(String bootstrapServers, EventCodec codec) {
    this(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        codec,
        Duration.ofSeconds(10));
  }

  /**
   * Sends and waits for the acknowledgement. Keyed by the series of the event's header.
   *
   * @param timestamp of the record, milliseconds since the epoch: the time of what happened
   * @throws TransientFaultException where it was not acknowledged in time; it may stand in the log
   *     all the same
   */
  public <V extends SpecificRecord> RecordMetadata send(Topic<V> topic, V event, long timestamp) {
    EventHeader header =
        EventHeaders.of(event)
            .orElseThrow(() -> new IllegalArgumentException("An event without header"));
    byte[] key = header.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8);
    var record =
        new ProducerRecord<>(topic.name(), null, timestamp, key, codec.encode(topic, event));
    if (header.getTraceparent() != null) {
      record
          .headers()
          .add("traceparent", header.getTraceparent().getBytes(StandardCharsets.US_ASCII));
    }
    return send(record);
  }

  /** Sends bytes as they are: what a redrive of dead letters needs. */
  public RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted while sending to " + record.topic(), e);
    } catch (ExecutionException e) {
      throw away(record.topic(), e.getCause());
    } catch (TimeoutException | KafkaException e) {
      throw away(record.topic(), e);
    }
  }

  private static TransientFaultException away(String topic, Throwable cause) {
    return new TransientFaultException(
        "An event was not acknowledged by topic %s: %s".formatted(topic, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    producer.close(timeout);
  }
}
