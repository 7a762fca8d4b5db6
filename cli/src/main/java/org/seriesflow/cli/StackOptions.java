package org.seriesflow.cli;

import picocli.CommandLine.Option;

/** Where the broker and the registry are; the defaults are those of the demo on this machine. */
final class StackOptions {
  @Option(
      names = {"--bootstrap-servers", "-b"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
      description =
          "Kafka brokers, separated by commas (default: $SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS or"
              + " 127.0.0.1:9092).")
  String bootstrapServers;

  @Option(
      names = {"--registry", "-r"},
      paramLabel = "URL",
      defaultValue = "${env:SERIESFLOW_REGISTRY_URL:-http://127.0.0.1:8080/apis/ccompat/v7}",
      description =
          "Schema registry with Confluent's API (default: $SERIESFLOW_REGISTRY_URL or"
              + " http://127.0.0.1:8080/apis/ccompat/v7).")
  String registryUrl;
}
