package org.seriesflow.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.local.BrokerSettings;
import org.seriesflow.local.ChildProcess;
import org.seriesflow.local.KafkaProcess;
import org.seriesflow.local.LocalStackException;
import org.seriesflow.local.RegistryProcess;
import org.seriesflow.local.RegistrySettings;

/**
 * Broker, registry and the three services as processes on this machine. What can start side by side
 * does. Closing ends them all, services first; so does the end of this JVM.
 */
public final class DemoStack implements AutoCloseable {
  private static final Duration SERVICE_START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

  private final DemoSettings settings;
  private final Set<String> names;
  private final Consumer<String> progress;
  private final List<RunningService> services = new CopyOnWriteArrayList<>();
  private KafkaProcess kafka;
  private RegistryProcess registry;

  /** A service that was started. */
  public record RunningService(String name, int httpPort, ChildProcess process) {}

  private DemoStack(DemoSettings settings, Set<String> names, Consumer<String> progress) {
    this.settings = settings;
    this.names = names;
    this.progress = progress;
  }

  /**
   * Starts all and waits until each service is ready; on failure what was started is ended again.
   *
   * @throws CommandFailure where something does not start; the message names it and its log
   */
  public static DemoStack start(DemoSettings settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(settings, ServiceProcesses.NAMES, progress);
  }

  /**
   * The same with some of the services.
   *
   * @param names of {@link ServiceProcesses#NAMES}
   */
  public static DemoStack start(DemoSettings settings, Set<String> names, Consumer<String> progress)
      throws IOException, InterruptedException {
    var stack = new DemoStack(settings, names, progress);
    try {
      stack.startInfrastructure();
      stack.applyTopics();
      stack.startServices();
      return stack;
    } catch (LocalStackException e) {
      stack.close();
      // The lines after the first are the end of a log.
      var line = e.getMessage().lines().findFirst().orElse("").replace(" and ends with:", "");
      throw new CommandFailure(line, e);
    } catch (RuntimeException | IOException | InterruptedException e) {
      stack.close();
      throw e;
    }
  }

  private void startInfrastructure() throws IOException, InterruptedException {
    progress.accept("starting the Kafka broker and the schema registry …");
    var data = settings.dataFolder();
    // A store never makes its own root: where that is missing, a disk may not be mounted.
    Files.createDirectories(settings.payloads());
    inParallel(
        List.of(
            () -> {
              kafka =
                  KafkaProcess.start(
                      BrokerSettings.in(data.resolve("kafka")).withPort(settings.ports().kafka()));
              progress.accept("Kafka answers at " + kafka.bootstrapServers());
              return null;
            },
            () -> {
              registry =
                  RegistryProcess.start(
                      RegistrySettings.in(data.resolve("registry"))
                          .withPort(settings.ports().registry()));
              progress.accept("the schema registry answers at " + registry.url());
              return null;
            }));
  }

  private void applyTopics() {
    var changes =
        TopicCatalogue.apply(kafka.bootstrapServers(), registry.url(), settings.partitions(), 1);
    progress.accept("applied " + changes.size() + " topics and schemas");
  }

  private void startServices() throws InterruptedException {
    var chosen =
        ServiceProcesses.of(settings, name -> kafka.bootstrapServers(), registry.url()).stream()
            .filter(service -> names.contains(service.name()))
            .toList();
    progress.accept(
        "starting "
            + String.join(", ", chosen.stream().map(ServiceProcesses.Service::name).toList())
            + " …");
    for (var service : chosen) {
      var folder = settings.dataFolder().resolve(service.name());
      services.add(
          new RunningService(
              service.name(),
              service.httpPort(),
              ChildProcess.start(
                  service.name(),
                  service.command(),
                  folder,
                  folder.resolve(service.name() + ".log"))));
    }
    try (var http = HttpClient.newBuilder().connectTimeout(HEALTH_TIMEOUT).build()) {
      inParallel(services.stream().map(service -> readiness(http, service)).toList());
    }
  }

  private Callable<Void> readiness(HttpClient http, RunningService service) {
    var request =
        HttpRequest.newBuilder(URI.create(base(service) + "/q/health/ready"))
            .timeout(HEALTH_TIMEOUT)
            .build();
    return () -> {
      service
          .process()
          .awaitReady(
              SERVICE_START_TIMEOUT,
              () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
      progress.accept(service.name() + " is ready");
      return null;
    };
  }

  /**
   * Runs all side by side; throws what the first that failed threw, after all have come to an end.
   */
  private static void inParallel(List<Callable<Void>> works) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> work : threads.invokeAll(works)) {
        work.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** {@code host:port} of the broker. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Base of the registry's Confluent API. */
  public String registryUrl() {
    return registry.url();
  }

  /** Port of the C-STORE receiver on 127.0.0.1. */
  public int dicomPort() {
    return settings.ports().dicom();
  }

  /** What it was started with. */
  public DemoSettings settings() {
    return settings;
  }

  /** The services, in the order of the data's way. */
  public List<RunningService> services() {
    return List.copyOf(services);
  }

  /** Process ids of the services and of the broker, by name. */
  public Map<String, Long> processIds() {
    var ids = new LinkedHashMap<String, Long>();
    services.forEach(service -> ids.put(service.name(), service.process().handle().pid()));
    ids.put("Kafka broker", kafka.pid());
    return ids;
  }

  /** Where everything answers. */
  public List<Endpoint> endpoints() {
    var endpoints = new ArrayList<Endpoint>();
    endpoints.add(new Endpoint("DICOM C-STORE", DemoPorts.AE_TITLE + "@127.0.0.1:" + dicomPort()));
    services.stream()
        .filter(service -> service.name().equals(ServiceProcesses.INGEST))
        .forEach(
            service -> endpoints.add(new Endpoint("DICOMweb STOW-RS", base(service) + "/studies")));
    endpoints.add(new Endpoint("Kafka", bootstrapServers()));
    endpoints.add(new Endpoint("schema registry", registryUrl()));
    for (var service : services) {
      endpoints.add(new Endpoint(service.name() + " health", base(service) + "/q/health"));
      endpoints.add(new Endpoint(service.name() + " metrics", base(service) + "/q/metrics"));
    }
    endpoints.add(new Endpoint("data folder", settings.dataFolder().toString()));
    return endpoints;
  }

  /**
   * The first process that is no longer alive.
   *
   * @throws CommandFailure naming it and its log
   */
  public void requireAlive() {
    for (var service : services) {
      requireAlive(service.name(), service.process().isAlive(), service.process().logFile());
    }
    requireAlive("Kafka broker", kafka.isAlive(), kafka.logFile());
    requireAlive("schema registry", registry.isAlive(), registry.logFile());
  }

  private static void requireAlive(String name, boolean alive, Path log) {
    if (!alive && !isThisJvmEnding()) {
      throw new CommandFailure("the " + name + " ended by itself; its log is " + log);
    }
  }

  /** Once the end has begun, which ends the processes, too, no hook is taken any more. */
  private static boolean isThisJvmEnding() {
    var hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static String base(RunningService service) {
    return "http://127.0.0.1:" + service.httpPort();
  }

  @Override
  public void close() {
    services.forEach(service -> service.process().askToEnd());
    services.forEach(service -> service.process().close());
    if (registry != null) {
      registry.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }
}
