package org.seriesflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Broker and registry, for commands that write: {@link StackOptions} and client settings. */
public final class KafkaOptions {
  @Mixin private StackOptions stack;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Further client settings, as for TLS or SASL, as a properties file.")
  private Path file;

  /** Settings of Kafka clients. */
  public Map<String, String> client() {
    var client = new HashMap<String, String>();
    if (file != null) {
      var properties = new Properties();
      try (var in = Files.newBufferedReader(file)) {
        properties.load(in);
      } catch (IOException e) {
        throw new CommandFailure("cannot read --kafka-config " + file + ": " + e.getMessage(), e);
      }
      properties.stringPropertyNames().forEach(k -> client.put(k, properties.getProperty(k)));
    }
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers);
    return client;
  }

  /** The registry; the caller closes it. */
  public SchemaRegistryClient registry() {
    return SchemaRegistryClient.at(stack.registryUrl);
  }
}
