package org.seriesflow.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker inside this JVM, for tests: one to three seconds to start, about 200 MiB. It
 * can be stopped and started again on the same port and log, which is how a broker that is away for
 * a while looks to its clients.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final BrokerSettings settings;
  private final boolean ownsDirectory;
  private KafkaRaftServer server;

  private EmbeddedKafka(BrokerSettings settings, boolean ownsDirectory) {
    this.settings = settings;
    this.ownsDirectory = ownsDirectory;
  }

  /** A broker with an empty log in a temporary folder, deleted by {@link #close()}. */
  public static EmbeddedKafka start() {
    try {
      var directory = Files.createTempDirectory("seriesflow-kafka-");
      return started(new EmbeddedKafka(BrokerSettings.in(directory), true));
    } catch (IOException e) {
      throw new LocalStackException("No temporary folder for the broker: " + e.getMessage(), e);
    }
  }

  /** A broker with the given settings; its folder is kept. */
  public static EmbeddedKafka start(BrokerSettings settings) {
    return started(new EmbeddedKafka(settings, false));
  }

  private static EmbeddedKafka started(EmbeddedKafka kafka) {
    kafka.restart();
    return kafka;
  }

  /** {@code host:port} for clients; stays the same over {@link #stop()} and {@link #restart()}. */
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** Starts the broker where it does not run, on the same port and log. Returns when it serves. */
  public synchronized void restart() {
    if (server != null) {
      return;
    }
    // The broker upper-cases "classic" in the default locale, where Turkish makes CLASSİC of it.
    var locale = Locale.getDefault();
    Locale.setDefault(Locale.ROOT);
    try {
      Files.createDirectories(settings.logDirectory());
      format();
      server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties()), Time.SYSTEM);
      server.startup();
    } catch (Exception e) {
      server = null;
      throw new LocalStackException(
          "The embedded broker on " + bootstrapServers() + " did not start: " + e.getMessage(), e);
    } finally {
      Locale.setDefault(locale);
    }
  }

  /** Stops the broker and keeps its log. */
  public synchronized void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
    if (ownsDirectory) {
      Folders.delete(settings.directory());
    }
  }

  private void format() throws Exception {
    Path metadata = settings.logDirectory().resolve("meta.properties");
    if (Files.exists(metadata)) {
      return;
    }
    try (var silent =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(BrokerSettings.CLUSTER_ID)
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setDirectories(List.of(settings.logDirectory().toString()))
          .setMetadataLogDirectory(settings.logDirectory().toString())
          .setPrintStream(silent)
          .run();
    }
  }
}
