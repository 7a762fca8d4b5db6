package org.seriesflow.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.events.InstanceAnnounced;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.MediaTypes;

/** A router that stores instances itself and announces them, as docs/ingest.md tells it to. */
final class Router implements AutoCloseable {
  private final ServiceBench bench;
  private final KafkaProducer<byte[], byte[]> producer;

  Router(String bootstrapServers, ServiceBench bench) {
    this.bench = bench;
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Stores a file; the announcement of it is not sent yet. */
  InstanceAnnounced store(Path file) throws IOException {
    var uids = DicomFiles.readUids(file);
    try (var draft = bench.payloads().draft()) {
      Files.copy(file, draft.output());
      return InstanceAnnounced.newBuilder()
          .setSeriesInstanceUid(uids.seriesInstanceUid())
          .setSopInstanceUid(uids.sopInstanceUid())
          .setPayload(draft.commit(uids.seriesInstanceUid(), MediaTypes.DICOM))
          .setAnnouncedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
          .setAnnouncer("test-router@1")
          .setCallingAeTitle("CT-7")
          .build();
    }
  }

  void announce(InstanceAnnounced announced) {
    var topic = Topics.INSTANCES_ANNOUNCED;
    var key = announced.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8);
    try {
      producer
          .send(new ProducerRecord<>(topic.name(), key, bench.codec().encode(topic, announced)))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
