package org.seriesflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A Kafka broker as a process of its own, for the demo and for tests that kill it: two to four
 * seconds to start, 150 to 200 MiB.
 */
public final class KafkaProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final String LOGGING =
      """
      .level=INFO
      logger.level=INFO
      logger.handlers=CONSOLE
      handler.CONSOLE=org.jboss.logmanager.handlers.ConsoleHandler
      handler.CONSOLE.formatter=LINE
      handler.CONSOLE.properties=autoFlush
      handler.CONSOLE.autoFlush=true
      formatter.LINE=org.jboss.logmanager.formatters.PatternFormatter
      formatter.LINE.properties=pattern
      formatter.LINE.pattern=%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{2.} %s%e%n
      """;

  private final BrokerSettings settings;
  private final ChildProcess process;

  private KafkaProcess(BrokerSettings settings, ChildProcess process) {
    this.settings = settings;
    this.process = process;
  }

  /**
   * Starts a broker on free ports with its log and its log file in the given folder, which is kept.
   */
  public static KafkaProcess start(Path directory) {
    return start(BrokerSettings.in(directory));
  }

  /**
   * Starts a broker with the classes of this JVM's class path and waits until it answers clients.
   */
  public static KafkaProcess start(BrokerSettings settings) {
    Path directory = settings.directory().toAbsolutePath();
    Path logFile = directory.resolve("kafka.log");
    Path properties = directory.resolve("server.properties");
    Path logging = directory.resolve("logging.properties");
    try {
      Files.createDirectories(settings.logDirectory());
      try (var out = Files.newBufferedWriter(properties, StandardCharsets.UTF_8)) {
        settings.properties().store(out, null);
      }
      Files.writeString(logging, LOGGING);
      format(directory, properties, logging, logFile);
    } catch (IOException e) {
      throw new LocalStackException("The broker's folder " + directory + ": " + e.getMessage(), e);
    }
    var command = javaCommand(logging, "-Xmx384m");
    command.addAll(List.of("kafka.Kafka", properties.toString()));
    var process = ChildProcess.start("Kafka broker", command, directory, logFile);
    process.awaitReady(START_TIMEOUT, () -> answers(settings.bootstrapServers()));
    return new KafkaProcess(settings, process);
  }

  private static void format(Path directory, Path properties, Path logging, Path logFile) {
    var command = javaCommand(logging, "-Xmx128m");
    command.addAll(
        List.of(
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            "-t",
            BrokerSettings.CLUSTER_ID,
            "-c",
            properties.toString()));
    try {
      var format =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
              .start();
      if (!format.waitFor(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        format.destroyForcibly();
        throw new LocalStackException("Formatting the broker's log took too long: see " + logFile);
      }
      if (format.exitValue() != 0) {
        throw new LocalStackException(
            "The broker's log could not be formatted (exit %d): see %s"
                .formatted(format.exitValue(), logFile));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while formatting the broker's log", e);
    }
  }

  private static List<String> javaCommand(Path logging, String heap) {
    return new ArrayList<>(
        List.of(
            ChildProcess.java(),
            heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dlogging.configuration=" + logging.toUri(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path")));
  }

  private static boolean answers(String bootstrapServers) throws Exception {
    try (var admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2000))) {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    }
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return settings.bootstrapServers();
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

  /** Ends the broker at once, as a crash would. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
