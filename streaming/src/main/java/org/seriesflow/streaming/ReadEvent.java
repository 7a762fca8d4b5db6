package org.seriesflow.streaming;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event and where it stood.
 *
 * @param event decoded; null where {@code failure} is not
 * @param failure why it could not be decoded; null where it could
 */
public record ReadEvent<T>(ConsumerRecord<byte[], byte[]> record, T event, DataException failure) {

  public String topic() {
    return record.topic();
  }

  public int partition() {
    return record.partition();
  }

  public long offset() {
    return record.offset();
  }

  public long timestamp() {
    return record.timestamp();
  }

  /** The key as text; null where there is none. */
  public String key() {
    return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
  }
}
