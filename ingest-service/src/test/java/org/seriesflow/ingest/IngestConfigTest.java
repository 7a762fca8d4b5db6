package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.seriesflow.ingest.assembly.LearntIdle;
import org.seriesflow.streaming.payload.PayloadStores;

/** From the environment to the configuration. */
class IngestConfigTest {
  private static final int ORDINAL = 300;

  static IngestConfig config(Map<String, String> more) {
    var environment = new HashMap<String, String>();
    environment.put("SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
    environment.put("SERIESFLOW_REGISTRY_URL", "http://registry:8081");
    environment.put("SERIESFLOW_STATE_DIR", "/state");
    environment.putAll(more);
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(IngestConfig.class)
        .withSources(new EnvConfigSource(environment, ORDINAL))
        .build()
        .getConfigMapping(IngestConfig.class);
  }

  @Test
  void shouldBindAnObjectStoreBesideTheReserve() {
    var store =
        config(
                Map.of(
                    "SERIESFLOW_PAYLOAD_STORE_TYPE", "s3",
                    "SERIESFLOW_PAYLOAD_STORE_S3_BUCKET", "series",
                    "SERIESFLOW_PAYLOAD_STORE_S3_ENDPOINT", "http://s3:9000",
                    "SERIESFLOW_PAYLOAD_STORE_RESERVE", "1G"))
            .payloadStore();

    assertEquals("S3 store series/ at http://s3:9000", PayloadStores.open(store).describe());
    assertEquals(1L << 30, store.reserve().asLongValue());
  }

  private static String refusal(Map<String, String> settings, Consumer<Connections> asked) {
    var connections = new Connections(config(settings));
    return assertThrows(IllegalArgumentException.class, () -> asked.accept(connections))
        .getMessage();
  }

  @Test
  void shouldNameTheKeyOfAnAddressThatIsNone() {
    assertEquals(
        "seriesflow.operator.remote-addresses: \"ward\" is no address and no network",
        refusal(Map.of("SERIESFLOW_OPERATOR_REMOTE_ADDRESSES", "ward"), Connections::operators));
    assertEquals(
        "seriesflow.stow.remote-addresses: \"ward\" is no address and no network",
        refusal(Map.of("SERIESFLOW_STOW_REMOTE_ADDRESSES", "ward"), Connections::stowClients));
  }

  @Test
  void shouldLearnNoIdleTimeUnlessToldTo() {
    assertEquals(Optional.empty(), new Connections(config(Map.of())).idleTimes().learnt());
  }

  @Test
  void shouldLearnIdleTimesWithinTheBoundsThatAreSet() {
    var learnt =
        new Connections(
                config(
                    Map.of(
                        "SERIESFLOW_ASSEMBLY_LEARNT_IDLE_ENABLED", "true",
                        "SERIESFLOW_ASSEMBLY_LEARNT_IDLE_LONGEST", "20s")))
            .idleTimes()
            .learnt()
            .orElseThrow();

    assertEquals(
        new LearntIdle(99, 1.5, Duration.ofSeconds(1), Duration.ofSeconds(20), 50), learnt);
  }

  @Test
  void shouldNameTheGroupOfBoundsThatCannotBe() {
    var message =
        refusal(
            Map.of(
                "SERIESFLOW_ASSEMBLY_LEARNT_IDLE_ENABLED", "true",
                "SERIESFLOW_ASSEMBLY_LEARNT_IDLE_LONGEST", "500ms"),
            Connections::idleTimes);

    assertTrue(message.startsWith("seriesflow.assembly.learnt-idle: longest, PT0.5S"), message);
  }
}
