package org.seriesflow.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.payload.PayloadStores;

/** From the environment to the configuration. */
class IngestConfigTest {
  private static final int ORDINAL = 300;

  @Test
  void shouldBindAnObjectStoreBesideTheReserve() {
    var environment =
        Map.of(
            "SERIESFLOW_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "SERIESFLOW_REGISTRY_URL", "http://registry:8081",
            "SERIESFLOW_STATE_DIR", "/state",
            "SERIESFLOW_PAYLOAD_STORE_TYPE", "s3",
            "SERIESFLOW_PAYLOAD_STORE_S3_BUCKET", "series",
            "SERIESFLOW_PAYLOAD_STORE_S3_ENDPOINT", "http://s3:9000",
            "SERIESFLOW_PAYLOAD_STORE_RESERVE", "1G");
    var store =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(IngestConfig.class)
            .withSources(new EnvConfigSource(environment, ORDINAL))
            .build()
            .getConfigMapping(IngestConfig.class)
            .payloadStore();

    assertEquals("S3 store series/ at http://s3:9000", PayloadStores.open(store).describe());
    assertEquals(1L << 30, store.reserve().asLongValue());
  }
}
