package org.seriesflow.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * Reads the topics that tell how series fare, from their beginnings. Not safe for use by several
 * threads.
 */
public final class EventFollower implements AutoCloseable {
  private static final List<Topic<?>> FOLLOWED =
      List.of(
          Topics.SERIES_ASSEMBLED,
          Topics.SERIES_ASSEMBLED_STAT,
          Topics.VOLUMES,
          Topics.VOLUMES_STAT,
          Topics.ROIS,
          Topics.ROIS_STAT,
          Topics.SERIES_SKIPPED,
          Topics.PREDICTIONS,
          Topics.DEAD_LETTERS);

  private final SchemaRegistryClient registry;
  private final EventReader<SpecificRecord> reader;

  /** Finds the topics, which must be there. */
  public EventFollower(String bootstrapServers, String registryUrl) {
    registry = SchemaRegistryClient.at(registryUrl);
    reader =
        EventReader.catalogue(
            bootstrapServers, new EventCodec(registry), FOLLOWED, EventReader.From.BEGINNING);
  }

  /**
   * The events that have come since the last call; waits for at most that long where there are
   * none.
   *
   * @throws org.seriesflow.streaming.DataException where one cannot be decoded
   */
  public List<SpecificRecord> poll(Duration wait) {
    var events = new ArrayList<SpecificRecord>();
    for (var read : reader.poll(wait)) {
      if (read.failure() != null) {
        throw read.failure();
      }
      events.add(read.event());
    }
    return events;
  }

  @Override
  public void close() {
    reader.close();
    registry.close();
  }
}
