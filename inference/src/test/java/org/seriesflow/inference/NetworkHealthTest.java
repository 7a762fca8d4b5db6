package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault that stays is one of GPUs. */
final class NetworkHealthTest {

  @Test
  void shouldStayHealthyAfterAFaultOnTheCpu() {
    var health = new NetworkHealth(ExecutionProvider.CPU);
    health.failed();
    assertTrue(health.isHealthy());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CPU")
  void shouldNotRecoverFromAFaultOnAGpu(ExecutionProvider provider) {
    var health = new NetworkHealth(provider);
    assertTrue(health.isHealthy());
    health.failed();
    assertFalse(health.isHealthy());
  }
}
