package org.seriesflow.stages;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
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
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageRuntime;

/**
 * A service from its configuration to its stop: package, registry, payload store, and a Kafka
 * Streams application for each lane, or one for all.
 */
public final class StageApplication implements AutoCloseable {
  private final PackageRunner runner;
  private final SchemaRegistryClient registry;
  private final List<StreamsApplication> applications;

  private StageApplication(
      PackageRunner runner, SchemaRegistryClient registry, List<StreamsApplication> applications) {
    this.runner = runner;
    this.registry = registry;
    this.applications = List.copyOf(applications);
  }

  /**
   * What one of its Kafka Streams applications does.
   *
   * @param topics all topics that the topology reads or writes
   * @param topology from the runtime and the volumes' payloads; called once, at the start
   */
  public record Wiring(
      Collection<? extends Topic<?>> topics,
      BiFunction<StageRuntime, VolumePayloads, Topology> topology) {}

  /**
   * Describes the application; {@link #start()} starts it.
   *
   * @param runner closed with the application
   * @param wiring what is done on some lanes
   */
  public static StageApplication of(
      StageConfig config,
      Deployment deployment,
      PackageRunner runner,
      MeterRegistry meters,
      Function<ServedLanes, Wiring> wiring) {
    var registry = new SchemaRegistryClient(registrySettings(config.registry()));
    var payloads = new VolumePayloads(PayloadStores.open(config.payloadStore()));
    var applications = new ArrayList<StreamsApplication>();
    for (var lanes : ServedLanes.of(deployment.mode())) {
      // A readiness each: what holds up one lane does not hold up the other.
      var readiness = new Readiness();
      var runtime =
          StageRuntime.of(
              deployment.producer(),
              new EventCodec(registry),
              readiness,
              new MicrometerStageMetrics(meters, lanes));
      var wired = wiring.apply(lanes);
      applications.add(
          new StreamsApplication(
              streamsSettings(config, deployment, runner, lanes),
              () -> wired.topology().apply(runtime, payloads),
              wired.topics(),
              registry,
              readiness));
    }
    return new StageApplication(runner, registry, applications);
  }

  /** Settings of Kafka clients: bootstrap servers and security. */
  public static Map<String, String> kafka(StageConfig config) {
    var kafka = new HashMap<>(config.kafka().client());
    kafka.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
    return kafka;
  }

  private static StreamsSettings streamsSettings(
      StageConfig config, Deployment deployment, PackageRunner runner, ServedLanes lanes) {
    var overrides = new HashMap<String, String>();
    // A task that waited for a record of each lagging input would be worked on in one transaction
    // with others that waited, too: it would then be open while a series is in work.
    overrides.put(
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        Long.toString(StreamsConfig.MAX_TASK_IDLE_MS_DISABLED));
    if (deployment.mode() == ProcessingMode.REPLAY) {
      overrides.put(StreamsConfig.CLIENT_ID_CONFIG, ReplayPackages.clientId(runner.reference()));
    }
    return new StreamsSettings(
        lanes.applicationId(config.applicationId()),
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
    applications.forEach(StreamsApplication::start);
    var all = new CompletableFuture<Void>();
    var left = new AtomicInteger(applications.size());
    for (var application : applications) {
      var _ =
          application
              .started()
              .whenComplete(
                  (_, refusal) -> {
                    // One that is refused is not to wait for another that waits for its broker.
                    if (refusal != null) {
                      all.completeExceptionally(refusal);
                    } else if (left.decrementAndGet() == 0) {
                      all.complete(null);
                    }
                  });
    }
    return all.minimalCompletionStage();
  }

  /** Live where neither Kafka Streams nor the networks need a new process. */
  public boolean isLive() {
    return health().stream().allMatch(StreamsHealth::live) && runner.isLive();
  }

  /** Ready where each lane is worked on now. */
  public boolean isReady() {
    return health().stream().allMatch(StreamsHealth::ready);
  }

  /** What a health endpoint says of Kafka Streams, an application each. */
  public List<StreamsHealth> health() {
    return applications.stream().map(StreamsApplication::health).toList();
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
   * Ends the work on the series that are in work and stops. Where that takes longer than the
   * timeout a series is abandoned: nothing of it was written, and another process does it again;
   * the networks are then left to the end of the process.
   */
  public boolean stop(Duration timeout) {
    runner.stopping();
    boolean inTime = stopAll(timeout);
    if (inTime) {
      runner.close();
    }
    registry.close();
    return inTime;
  }

  /** At once, so that none takes another series while it waits for the other. */
  private boolean stopAll(Duration timeout) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var stopped =
          applications.stream()
              .map(one -> CompletableFuture.supplyAsync(() -> one.stop(timeout), threads))
              .toList();
      return stopped.stream().map(CompletableFuture::join).reduce(true, Boolean::logicalAnd);
    }
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(30));
  }
}
