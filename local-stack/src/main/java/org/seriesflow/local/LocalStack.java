package org.seriesflow.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One broker and one registry for all tests of a JVM: started by the first that asks, ended with
 * the JVM. Tests keep out of each other's way by topic names, application ids and series UIDs of
 * their own.
 */
public final class LocalStack {
  private final EmbeddedKafka kafka;
  private final RegistryProcess registry;

  private LocalStack(EmbeddedKafka kafka, RegistryProcess registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /** The stack of this JVM. */
  public static LocalStack shared() {
    return Shared.STACK;
  }

  /** {@code host:port} of the broker. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Base of the registry's Confluent API. */
  public String registryUrl() {
    return registry.url();
  }

  private static final class Shared {
    static final LocalStack STACK = start();

    private static LocalStack start() {
      try {
        Path directory = Files.createTempDirectory("seriesflow-registry-");
        var registry = RegistryProcess.start(directory);
        var kafka = EmbeddedKafka.start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      kafka.close();
                      registry.close();
                      Folders.delete(directory);
                    },
                    "stop-local-stack"));
        return new LocalStack(kafka, registry);
      } catch (IOException e) {
        throw new LocalStackException("No temporary folder: " + e.getMessage(), e);
      }
    }
  }
}
