package org.seriesflow.cli.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.demo.DemoSettings;
import org.seriesflow.cli.demo.ServiceProcesses;
import org.seriesflow.cli.demo.TopicCatalogue;
import org.seriesflow.local.ChildProcess;
import org.seriesflow.local.KafkaCluster;
import org.seriesflow.local.RegistryProcess;
import org.seriesflow.local.RegistrySettings;
import org.seriesflow.local.UnflushedLog;

/**
 * Brokers, registry and the three services as processes of this machine, and what can go wrong with
 * them. A service that ends by itself or says that it is not alive is started again, as any
 * supervisor would, and counted.
 */
final class FaultyStack implements AutoCloseable {
  private static final List<String> SERVICES =
      List.of("ingest-service", "roi-service", "classifier-service");
  private static final String CLOCKED = "ingest-service";
  private static final String BROKER = "broker-";
  private static final String SHARED = "all";
  private static final int READY = 200;
  private static final int NOT_LIVE = 503;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(8);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(HTTP_TIMEOUT).build();
  private final Map<String, ChildProcess> running = new LinkedHashMap<>();
  private final NewerVersions releases = new NewerVersions();
  private final RegistrySettings registrySettings;
  private final PayloadDisk disk;
  private final KafkaCluster kafka;
  private final Optional<FakeClock> clock;
  private DemoSettings settings;
  private RegistryProcess registry;
  private int endedByThemselves;

  FaultyStack(DemoSettings settings, int brokers) throws IOException, InterruptedException {
    this.settings = settings;
    var data = Files.createDirectories(settings.dataFolder());
    clock = FakeClock.in(data);
    disk = new PayloadDisk(data.resolve("payload-disk"), settings.payloads());
    registrySettings =
        RegistrySettings.in(data.resolve("registry"))
            .withPort(settings.ports().registry())
            .keepingSchemas();
    kafka =
        KafkaCluster.start(
            data.resolve("kafka"), brokers, SERVICES.stream().map(FaultyStack::network).toList());
    try {
      registry = RegistryProcess.start(registrySettings);
      TopicCatalogue.apply(
          kafka.bootstrapServers(), registry.url(), settings.partitions(), kafka.replicas());
      SERVICES.forEach(this::start);
      awaitReady();
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private static String network(String service) {
    return service.replace("-service", "").toUpperCase(Locale.ROOT);
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  String registryUrl() {
    return registry.url();
  }

  /** What each kind can strike here; a kind that needs what is not there has no target. */
  Map<FaultKind, List<String>> targets() {
    var brokers =
        IntStream.rangeClosed(1, kafka.size()).mapToObj(number -> BROKER + number).toList();
    var targets = new EnumMap<FaultKind, List<String>>(FaultKind.class);
    targets.put(FaultKind.KILL_SERVICE, SERVICES);
    targets.put(FaultKind.KILL_BROKER, brokers);
    targets.put(FaultKind.POWER_LOSS, brokers);
    var processes = new ArrayList<>(SERVICES);
    processes.addAll(brokers);
    targets.put(FaultKind.FREEZE, processes);
    targets.put(FaultKind.STORE_AWAY, List.of(SHARED));
    if (disk.isMounted()) {
      targets.put(FaultKind.STORE_READ_ONLY, List.of(SHARED));
      targets.put(FaultKind.DISK_FULL, List.of(SHARED));
    }
    targets.put(FaultKind.REGISTRY_AWAY, List.of(SHARED));
    targets.put(FaultKind.NETWORK_CUT, SERVICES);
    if (clock.isPresent()) {
      targets.put(FaultKind.CLOCK_JUMP, List.of(CLOCKED));
    }
    targets.put(FaultKind.ROLLING_UPDATE, List.of(SHARED));
    return targets;
  }

  /** Services that ended without being told to or were not alive, so far. */
  int endedByThemselves() {
    return endedByThemselves;
  }

  /** Begins a fault. */
  void begin(Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL_SERVICE -> running.remove(fault.target()).kill();
      case KILL_BROKER -> kafka.kill(node(fault));
      case POWER_LOSS -> {
        kafka.kill(node(fault));
        UnflushedLog.drop(kafka.logDirectory(node(fault)));
      }
      case FREEZE -> signal("STOP", fault);
      case STORE_AWAY -> disk.takeAway();
      case STORE_READ_ONLY -> disk.protect();
      case DISK_FULL -> disk.fill();
      case REGISTRY_AWAY -> registry.kill();
      case NETWORK_CUT -> kafka.link(network(fault.target())).cut();
      case CLOCK_JUMP -> clock.orElseThrow().jump();
      case ROLLING_UPDATE -> update();
    }
  }

  /** Mends it; {@link #awaitReady} tells when all has recovered. */
  void mend(Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL_SERVICE -> start(fault.target());
      case KILL_BROKER, POWER_LOSS -> kafka.restart(node(fault));
      case FREEZE -> signal("CONT", fault);
      case STORE_AWAY -> disk.bringBack();
      case STORE_READ_ONLY -> disk.unprotect();
      case DISK_FULL -> disk.empty();
      case REGISTRY_AWAY -> registry = RegistryProcess.start(registrySettings);
      case NETWORK_CUT -> kafka.link(network(fault.target())).heal();
      case CLOCK_JUMP -> clock.orElseThrow().putRight();
      case ROLLING_UPDATE -> {
        // It is done when it has begun.
      }
    }
  }

  private static int node(Fault fault) {
    return Integer.parseInt(fault.target().substring(BROKER.length())) - 1;
  }

  private void signal(String signal, Fault fault) throws IOException, InterruptedException {
    long pid =
        fault.target().startsWith(BROKER)
            ? kafka.node(node(fault)).pid()
            : running.get(fault.target()).handle().pid();
    int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    if (exit != 0) {
      throw new CommandFailure("kill -%s %d ended with code %d".formatted(signal, pid, exit));
    }
  }

  private void update() throws IOException, InterruptedException {
    releases.registerSchema(registry.url());
    var newer =
        releases.packageFrom(
            settings.classifierPackage(), settings.dataFolder().resolve("packages"));
    settings = settings.withClassifierPackage(newer);
    for (var service : SERVICES) {
      running.remove(service).close();
      start(service);
      awaitReady();
    }
  }

  private void start(String name) {
    var service =
        ServiceProcesses.of(settings, one -> kafka.bootstrapServers(network(one)), registry.url())
            .stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();
    var command =
        name.equals(CLOCKED)
            ? clock.map(one -> one.wrap(service.command())).orElse(service.command())
            : service.command();
    var folder = settings.dataFolder().resolve(name);
    running.put(name, ChildProcess.start(name, command, folder, folder.resolve(name + ".log")));
  }

  /**
   * Waits until all services are ready.
   *
   * @return how long it took
   * @throws CommandFailure naming the service that does not become ready, and its log
   */
  Duration awaitReady() throws InterruptedException {
    long begun = System.nanoTime();
    for (var name : SERVICES) {
      while (!answers(name, "ready", READY)) {
        if (!running.get(name).isAlive() || answers(name, "live", NOT_LIVE)) {
          endedByThemselves++;
          running.remove(name).kill();
          start(name);
        }
        if (System.nanoTime() - begun > RECOVERY_TIMEOUT.toNanos()) {
          throw new CommandFailure(
              "the %s is not ready %d s after the fault; its log is %s"
                  .formatted(name, RECOVERY_TIMEOUT.toSeconds(), running.get(name).logFile()));
        }
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      }
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private boolean answers(String name, String question, int status) throws InterruptedException {
    var ports = settings.ports();
    int port =
        switch (name) {
          case "ingest-service" -> ports.ingest();
          case "roi-service" -> ports.roi();
          default -> ports.classifier();
        };
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/" + question))
            .timeout(HTTP_TIMEOUT)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == status;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    running.values().forEach(ChildProcess::askToEnd);
    running.values().forEach(ChildProcess::close);
    if (registry != null) {
      registry.close();
    }
    kafka.close();
    disk.close();
    http.close();
  }
}
