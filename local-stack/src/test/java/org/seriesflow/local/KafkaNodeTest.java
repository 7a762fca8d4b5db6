package org.seriesflow.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaNodeTest {
  @Test
  void shouldTakeBrokerPropertiesFromTheEnvironmentAndLeaveTheRest() {
    var environment = Map.of("KAFKA_LOG_DIRS", "/data/log", "KAFKA_NODE_ID", "1", "HOME", "/");

    assertEquals(
        Map.of("log.dirs", "/data/log", "node.id", "1"), KafkaNode.properties(environment));
  }
}
