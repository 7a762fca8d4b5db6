package org.seriesflow.cli.traffic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.events.InstanceAnnounced;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * A router that writes into the shared payload store itself and announces what it wrote on {@code
 * instances-announced}: acknowledged once the store has synced the file and the log has the
 * announcement.
 */
public final class AnnouncementWay implements WayIn {
  private static final String ANNOUNCER = "seriesflow-traffic";

  private final PayloadStore store;
  private final SchemaRegistryClient registry;
  private final EventCodec codec;
  private final EventProducer log;
  private final Clock clock = Clock.systemUTC();

  /** Writes there and announces there. */
  public AnnouncementWay(PayloadStore store, String bootstrapServers, String registryUrl) {
    this.store = store;
    registry = SchemaRegistryClient.at(registryUrl);
    codec = new EventCodec(registry);
    log = new EventProducer(bootstrapServers, codec);
  }

  @Override
  public void handOver(List<Path> files, Answers answers) {
    for (var file : files) {
      try {
        announce(file);
        answers.acknowledged(file);
      } catch (TransientFaultException | IOException e) {
        answers.refused("NOT_ANNOUNCED");
      }
    }
  }

  private void announce(Path file) throws IOException {
    var uids = DicomFiles.readUids(file);
    PayloadRef payload;
    try (var draft = store.draft()) {
      Files.copy(file, draft.output());
      payload = draft.commit(uids.seriesInstanceUid(), MediaTypes.DICOM);
    }
    var now = clock.instant();
    var announced =
        InstanceAnnounced.newBuilder()
            .setSeriesInstanceUid(uids.seriesInstanceUid())
            .setSopInstanceUid(uids.sopInstanceUid())
            .setPayload(payload)
            .setAnnouncedAt(now)
            .setAnnouncer(ANNOUNCER)
            .build();
    log.send(
        new ProducerRecord<>(
            Topics.INSTANCES_ANNOUNCED.name(),
            null,
            now.toEpochMilli(),
            uids.seriesInstanceUid().getBytes(StandardCharsets.UTF_8),
            codec.encode(Topics.INSTANCES_ANNOUNCED, announced)));
  }

  @Override
  public void close() {
    log.close();
    registry.close();
  }
}
