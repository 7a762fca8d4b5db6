package org.seriesflow.cli.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.cli.demo.DemoStack;
import org.seriesflow.cli.traffic.EventCount;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** Reads the topics while series flow: what became of them, and when. For one thread. */
final class Flow implements AutoCloseable {
  private static final List<Topic<?>> READ =
      List.of(
          Topics.INSTANCES,
          Topics.SERIES_ASSEMBLED,
          Topics.SERIES_ASSEMBLED_STAT,
          Topics.SERIES_SKIPPED,
          Topics.PREDICTIONS,
          Topics.DEAD_LETTERS);

  private final SchemaRegistryClient registry;
  private final EventReader<SpecificRecord> reader;
  private final EventCount count = new EventCount();
  private final SeriesTimes times = new SeriesTimes();
  private Instant lastEvent = Instant.now();

  Flow(DemoStack stack) {
    registry = SchemaRegistryClient.at(stack.registryUrl());
    reader =
        EventReader.catalogue(
            stack.bootstrapServers(), new EventCodec(registry), READ, EventReader.From.BEGINNING);
  }

  /** Reads what has come; waits for at most that long where there is nothing. */
  void read(Duration wait) {
    for (var event : reader.poll(wait)) {
      if (event.failure() != null) {
        throw event.failure();
      }
      lastEvent = Instant.now();
      count.add(event.event());
      times.add(event.event(), lastEvent);
    }
  }

  EventCount count() {
    return count;
  }

  SeriesTimes times() {
    return times;
  }

  /** When an event was read last. */
  Instant lastEvent() {
    return lastEvent;
  }

  @Override
  public void close() {
    reader.close();
    registry.close();
  }
}
