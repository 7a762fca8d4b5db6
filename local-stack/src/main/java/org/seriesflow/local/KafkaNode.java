package org.seriesflow.local;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The broker of {@link EmbeddedKafka} as a program of its own: what the container image of {@code
 * local-stack/image} starts. Takes broker properties from the environment as the image {@code
 * apache/kafka} does: {@code KAFKA_LOG_DIRS} is {@code log.dirs}. Runs until it is told to stop.
 */
public final class KafkaNode {
  private static final String PREFIX = "KAFKA_";

  private KafkaNode() {}

  /**
   * Takes no arguments.
   *
   * @throws InterruptedException never in practice: the process ends by a signal
   */
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> properties = properties(System.getenv());
    if (!properties.containsKey("log.dirs") || !properties.containsKey("listeners")) {
      System.err.println("Set at least KAFKA_LOG_DIRS and KAFKA_LISTENERS; found " + properties);
      System.exit(2);
    }
    var kafka = EmbeddedKafka.start(new BrokerSettings(Path.of("unused"), 0, 0, properties));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
    System.out.println("Kafka Server started: " + properties.get("listeners"));
    new CountDownLatch(1).await();
  }

  static Map<String, String> properties(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PREFIX))
        .collect(
            Collectors.toMap(
                variable ->
                    variable
                        .getKey()
                        .substring(PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'),
                Map.Entry::getValue));
  }
}
