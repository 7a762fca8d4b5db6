package org.seriesflow.streaming.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.seriesflow.local.BrokerSettings;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The same tests on a broker in a container, for a broker that was not started by our own code. The
 * image takes broker settings from KAFKA_… variables, as {@code apache/kafka} does; another is
 * named by the environment variable SERIESFLOW_KAFKA_IMAGE. Nothing is pulled: skipped where there
 * is no Docker engine or no such image.
 */
class StreamsApplicationOnDockerTest extends StreamsApplicationTest {
  private static final String IMAGE =
      Optional.ofNullable(System.getenv("SERIESFLOW_KAFKA_IMAGE")).orElse("apache/kafka:4.3.1");

  private static final BrokerSettings SETTINGS = BrokerSettings.in(Path.of("/tmp/kafka"));

  private static GenericContainer<?> container;

  /** Asked for by each test, so that each is reported as skipped and says why. */
  private static void startContainer() {
    if (container != null) {
      return;
    }
    assumeTrue(hasEngine(), "no Docker engine that Testcontainers can use runs on this machine");
    assumeTrue(hasImage(), "the Docker image " + IMAGE + " is not on this machine");
    GenericContainer<?> kafka =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withNetworkMode("host")
            .waitingFor(
                Wait.forLogMessage(".*Kafka Server started.*", 1)
                    .withStartupTimeout(Duration.ofSeconds(60)));
    SETTINGS
        .properties()
        .forEach(
            (key, value) ->
                kafka.addEnv(
                    "KAFKA_" + key.toString().toUpperCase(Locale.ROOT).replace('.', '_'),
                    value.toString()));
    kafka.start();
    container = kafka;
  }

  private static boolean hasEngine() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (DockerException e) {
      // An engine without a bridge network, say: it is there, and of no use.
      return false;
    }
  }

  private static boolean hasImage() {
    try {
      return DockerClientFactory.instance().client().inspectImageCmd(IMAGE).exec() != null;
    } catch (NotFoundException e) {
      return false;
    }
  }

  @AfterAll
  static void stopContainer() {
    if (container != null) {
      container.stop();
    }
  }

  @Override
  String brokerUnderTest() {
    startContainer();
    return SETTINGS.bootstrapServers();
  }
}
