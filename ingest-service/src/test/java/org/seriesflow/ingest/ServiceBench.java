package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.fail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.dicom.DicomSender;
import org.seriesflow.dicom.SendProgress;
import org.seriesflow.dicom.SendReport;
import org.seriesflow.dicom.SendSettings;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.payload.FilePayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** The service without Quarkus, on a real broker and registry, with folders of its own. */
final class ServiceBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Map<String, String> properties = new HashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final String bootstrapServers;
  private final SchemaRegistryClient registry;
  private final EventCodec codec;
  private final Path payloadRoot;
  private final Path patientKeyRoot;
  private IngestRuntime runtime;

  ServiceBench(String bootstrapServers, String registryUrl, Path directory) {
    this.bootstrapServers = bootstrapServers;
    registry = SchemaRegistryClient.at(registryUrl);
    codec = new EventCodec(registry);
    payloadRoot = directory.resolve("payloads");
    patientKeyRoot = directory.resolve("patient-keys");
    try {
      Files.createDirectories(payloadRoot);
      Files.createDirectories(patientKeyRoot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    properties.put("seriesflow.kafka.bootstrap-servers", bootstrapServers);
    properties.put("seriesflow.registry.url", registryUrl);
    properties.put("seriesflow.payload-store.path", payloadRoot.toString());
    properties.put("seriesflow.patient-keys.path", patientKeyRoot.toString());
    properties.put("seriesflow.state-dir", directory.resolve("state").toString());
    properties.put("seriesflow.application-id", "ingest-" + UUID.randomUUID());
    properties.put("seriesflow.dicom.host", "127.0.0.1");
    properties.put("seriesflow.dicom.port", "0");
    properties.put("seriesflow.dicom.acknowledge-timeout", "1s");
    properties.put("seriesflow.assembly.idle", "2s");
  }

  /** Sets a key before the start. */
  void set(String key, String value) {
    properties.put(key, value);
  }

  /** What a counter with that reason stands at. */
  double count(String meter, String reason) {
    return meters.get(meter).tag("reason", reason).counter().count();
  }

  /** What is set so far. */
  IngestConfig config() {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(IngestConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 1_000))
        .build()
        .getConfigMapping(IngestConfig.class);
  }

  void start() {
    runtime = new IngestRuntime(config(), "test", meters);
    runtime.start();
    try {
      runtime.listening().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    await("ready", () -> runtime.reasons().isEmpty());
  }

  void stop() {
    if (runtime != null) {
      runtime.close();
      runtime = null;
    }
  }

  int port() {
    return runtime.port().orElseThrow();
  }

  FilePayloadStore payloads() {
    return new FilePayloadStore(payloadRoot);
  }

  FilePayloadStore patientKeys() {
    return new FilePayloadStore(patientKeyRoot);
  }

  EventCodec codec() {
    return codec;
  }

  SendReport send(List<Path> files) {
    return send(files, "SERIESFLOW");
  }

  SendReport send(List<Path> files, String calledAet) {
    var settings = new SendSettings("127.0.0.1", port(), "ROUTER", calledAet);
    try {
      return DicomSender.send(files, settings, SendProgress.SILENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Logs that a message names the instances of these files, which are of one series. */
  void name(CompletionEvidence kind, List<Path> files) throws IOException {
    var instances = new ArrayList<String>();
    for (var file : files) {
      instances.add(DicomFiles.readUids(file).sopInstanceUid());
    }
    var uids = DicomFiles.readUids(files.getFirst());
    runtime
        .evidence()
        .orElseThrow()
        .named(
            kind, uids.seriesInstanceUid(), uids.studyInstanceUid(), "RIS", "1.2.3.999", instances);
  }

  /** All events of a series on a topic, as it stands now. */
  <V extends SpecificRecord> List<V> events(Topic<V> topic, String series) {
    var events = new ArrayList<V>();
    try (var reader = EventReader.of(bootstrapServers, codec, topic, EventReader.From.BEGINNING)) {
      reader.readToEnd(event -> addIfOf(series, event, events));
    }
    return events;
  }

  /** All dead letters of a topic. */
  List<DeadLetter> letters(String topic) {
    var letters = new ArrayList<DeadLetter>();
    try (var reader =
        EventReader.of(bootstrapServers, codec, Topics.DEAD_LETTERS, EventReader.From.BEGINNING)) {
      reader.readToEnd(
          record -> {
            if (record.event().getTopic().equals(topic)) {
              letters.add(record.event());
            }
          });
    }
    return letters;
  }

  private static <V extends SpecificRecord> void addIfOf(
      String series, ReadEvent<V> event, List<V> events) {
    if (event.event() != null
        && EventHeaders.of(event.event())
            .filter(header -> header.getSeriesInstanceUid().equals(series))
            .isPresent()) {
      events.add(event.event());
    }
  }

  /** Waits for the first event of a series on a topic. */
  <V extends SpecificRecord> V awaitEvent(Topic<V> topic, String series) {
    var found = new ArrayList<V>();
    await(
        "an event of %s on %s".formatted(series, topic.name()),
        () -> {
          found.clear();
          found.addAll(events(topic, series));
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  static void await(String what, BooleanSupplier condition) {
    var deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        fail("waited %d s for %s".formatted(PATIENCE.toSeconds(), what));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Override
  public void close() {
    stop();
    registry.close();
  }
}
