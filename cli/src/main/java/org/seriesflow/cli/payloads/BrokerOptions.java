package org.seriesflow.cli.payloads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.seriesflow.cli.CommandFailure;
import picocli.CommandLine.Option;

/** The brokers, without a registry: references are found without schemas. */
final class BrokerOptions {
  @Option(
      names = {"--bootstrap-servers", "-b"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
      description =
          "Kafka brokers, separated by commas (default: $SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS or"
              + " 127.0.0.1:9092).")
  private String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Further client settings, as for TLS or SASL, as a properties file.")
  private Path file;

  Map<String, String> client() {
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
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return client;
  }
}
