package org.seriesflow.ingest;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.registry.EventCodec;

/** The service's own producer and admin client, each made when it is first needed. */
final class KafkaClients implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Connections connections;
  private final EventCodec codec;
  private final Duration acknowledgeTimeout;
  private EventProducer producer;
  private Admin admin;

  KafkaClients(Connections connections, EventCodec codec, Duration acknowledgeTimeout) {
    this.connections = connections;
    this.codec = codec;
    this.acknowledgeTimeout = acknowledgeTimeout;
  }

  synchronized EventProducer producer() {
    if (producer == null) {
      producer = new EventProducer(connections.kafka(), codec, acknowledgeTimeout);
    }
    return producer;
  }

  synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(connections.properties());
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close();
    }
    if (admin != null) {
      admin.close(CLOSE_TIMEOUT);
    }
  }
}
