package org.seriesflow.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The Apicurio registry as a process, speaking Confluent's API: five to six seconds to start, about
 * 260 MiB. Its own rule is no compatibility at all: whoever registers schemas sets one.
 */
public final class RegistryProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  private final RegistrySettings settings;
  private final ChildProcess process;

  private RegistryProcess(RegistrySettings settings, ChildProcess process) {
    this.settings = settings;
    this.process = process;
  }

  /** Starts the registry that the build unpacked, in memory, on free ports. */
  public static RegistryProcess start(Path directory) {
    return start(RegistrySettings.in(directory));
  }

  /** Starts a registry and waits until its API answers. */
  public static RegistryProcess start(RegistrySettings settings) {
    Path jar = settings.installation().resolve("quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new LocalStackException(
          "No schema registry at %s: the build of module local-stack unpacks it there."
              .formatted(jar.toAbsolutePath()));
    }
    Path directory = settings.directory().toAbsolutePath();
    var process =
        ChildProcess.start(
            "schema registry",
            command(settings, jar),
            directory,
            directory.resolve("registry.log"));
    var registry = new RegistryProcess(settings, process);
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(registry.url() + "/subjects"))
              .timeout(Duration.ofSeconds(5))
              .build();
      process.awaitReady(
          START_TIMEOUT,
          () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }
    return registry;
  }

  private static List<String> command(RegistrySettings settings, Path jar) {
    var command =
        new ArrayList<>(
            List.of(
                ChildProcess.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + settings.port(),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + settings.managementPort()));
    if (settings.keepsSchemas()) {
      var database = settings.directory().toAbsolutePath().resolve("schemas");
      command.add("-Dapicurio.storage.sql.kind=h2");
      command.add("-Dapicurio.datasource.url=jdbc:h2:file:" + database);
    }
    command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
    return command;
  }

  /** Base of Confluent's API: what a registry client is configured with. */
  public String url() {
    return "http://127.0.0.1:%d/apis/ccompat/v7".formatted(settings.port());
  }

  public Path logFile() {
    return process.logFile();
  }

  public long pid() {
    return process.handle().pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the registry at once, as a crash would. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
