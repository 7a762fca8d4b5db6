package org.seriesflow.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.seriesflow.events.Lane;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.ingest.normalisation.StoredSeries;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.app.StreamsApplication;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The applications that normalise, as the service makes them, over a store of the test's. */
final class NormalisationBench implements AutoCloseable {
  private final PayloadStore payloads;
  private final SchemaRegistryClient registry;
  private final EventProducer producer;
  private final IngestApplications all;
  private final List<StreamsApplication> applications;

  NormalisationBench(TestStack stack, IngestConfig config, PayloadStore payloads) {
    this.payloads = payloads;
    registry = SchemaRegistryClient.at(stack.registry().url());
    producer = new EventProducer(stack.kafka().bootstrapServers(), new EventCodec(registry));
    all =
        new IngestApplications(
            config,
            new StoringSink.Origin("test", config.mode(), Lanes.NONE),
            payloads,
            registry,
            new Readiness(),
            new SimpleMeterRegistry());
    applications = all.normalisation(Optional.empty());
    applications.forEach(StreamsApplication::start);
    applications.forEach(one -> one.started().toCompletableFuture().join());
  }

  /** Stores a series and logs it as assembled. */
  void assembled(Topic<SeriesAssembled> topic, List<Path> files, String series, Lane lane)
      throws IOException {
    var event = new StoredSeries(payloads).assembled(series, files);
    event.getHeader().setLane(lane);
    producer.send(topic, event, System.currentTimeMillis());
  }

  @Override
  public void close() {
    all.stopWaiting();
    applications.forEach(one -> one.stop(Duration.ofSeconds(20)));
    producer.close();
    registry.close();
  }
}
