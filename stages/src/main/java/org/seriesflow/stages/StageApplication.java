package org.seriesflow.stages;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.app.StreamsApplication;
import org.seriesflow.streaming.app.StreamsHealth;
import org.seriesflow.streaming.app.StreamsSettings;
import org.seriesflow.streaming.payload.PayloadStores;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.RegistrySettings;
import org.seriesflow.streaming.registry.RegistrySettings.Authentication;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.stage.MicrometerStageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;

/**
 * A service from its configuration to its stop: package, registry, payload store, Kafka Streams.
 */
public final class StageApplication implements AutoCloseable {
  private final PackageRunner runner;
  private final SchemaRegistryClient registry;
  private final StreamsApplication streams;

  private StageApplication(
      PackageRunner runner, SchemaRegistryClient registry, StreamsApplication streams) {
    this.runner = runner;
    this.registry = registry;
    this.streams = streams;
  }

  /**
   * Describes the application; {@link #start()} starts it.
   *
   * @param runner closed with the application
   * @param topics all topics that the topology reads or writes
   * @param topology from the runtime and the volumes' payloads; called once, at the start
   */
  public static StageApplication of(
      StageConfig config,
      Deployment deployment,
      PackageRunner runner,
      MeterRegistry meters,
      Collection<? extends Topic<?>> topics,
      BiFunction<StageRuntime, VolumePayloads, Topology> topology) {
    var registry = new SchemaRegistryClient(registrySettings(config.registry()));
    var readiness = new Readiness();
    var runtime =
        StageRuntime.of(
            deployment.producer(),
            new EventCodec(registry),
            readiness,
            new MicrometerStageMetrics(meters));
    var payloads = new VolumePayloads(PayloadStores.open(config.payloadStore()));
    var streams =
        new StreamsApplication(
            streamsSettings(config, deployment, runner),
            () -> topology.apply(runtime, payloads),
            topics,
            registry,
            readiness);
    return new StageApplication(runner, registry, streams);
  }

  /** Settings of Kafka clients: bootstrap servers and security. */
  public static Map<String, String> kafka(StageConfig config) {
    var kafka = new HashMap<>(config.kafka().client());
    kafka.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
    return kafka;
  }

  private static StreamsSettings streamsSettings(
      StageConfig config, Deployment deployment, PackageRunner runner) {
    Map<String, String> overrides =
        deployment.mode() == ProcessingMode.REPLAY
            ? Map.of(StreamsConfig.CLIENT_ID_CONFIG, ReplayPackages.clientId(runner.reference()))
            : Map.of();
    return new StreamsSettings(
        config.applicationId(),
        kafka(config),
        config.stateDir(),
        1,
        config.longestWork(),
        1,
        config.kafka().replicationFactor(),
        overrides);
  }

  static RegistrySettings registrySettings(StageConfig.Registry config) {
    var settings = RegistrySettings.at(withoutSlash(config.url()));
    if (config.username().isPresent()) {
      settings =
          settings.with(
              new Authentication.Basic(config.username().get(), config.password().orElse("")));
    } else if (config.token().isPresent()) {
      settings = settings.with(new Authentication.Bearer(config.token().get()));
    }
    Optional<Path> none = Optional.empty();
    return config.keyStore().isPresent() || config.trustStore().isPresent()
        ? settings.with(
            new RegistrySettings.Tls(
                config.keyStore(),
                none,
                config.keyStorePassword(),
                config.trustStore(),
                config.trustStorePassword()))
        : settings;
  }

  private static String withoutSlash(URI url) {
    return url.toString().replaceAll("/+$", "");
  }

  /**
   * Starts in the background; the answer fails where topics or schemas differ, and the process
   * should end.
   */
  public CompletionStage<Void> start() {
    streams.start();
    return streams.started();
  }

  /** Live where neither Kafka Streams nor the networks need a new process. */
  public boolean isLive() {
    return streams.health().live() && runner.isLive();
  }

  /** What a health endpoint says of Kafka Streams. */
  public StreamsHealth health() {
    return streams.health();
  }

  /** Events as bytes, by the registry of the application. */
  public EventCodec codec() {
    return new EventCodec(registry);
  }

  /** The package that runs. */
  public PackageRunner runner() {
    return runner;
  }

  /**
   * Ends the work on the current series and stops. Where that takes longer than the timeout the
   * series is abandoned: nothing of it was written, and another process does it again; the networks
   * are then left to the end of the process.
   */
  public boolean stop(Duration timeout) {
    boolean inTime = streams.stop(timeout);
    if (inTime) {
      runner.close();
    }
    registry.close();
    return inTime;
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(30));
  }
}
