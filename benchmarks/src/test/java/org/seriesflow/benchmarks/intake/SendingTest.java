package org.seriesflow.benchmarks.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SendingTest {
  @Test
  void shouldTakeTheRateBetweenTheFirstAndTheLastResponse() {
    // Three responses, two intervals of 10 ms each: three instances take 30 ms at that rate.
    assertEquals(30, Sending.millisAtRate(List.of(5_000_000L, 15_000_000L, 25_000_000L)), 1e-9);
  }

  @Test
  void shouldRefuseARateOfOneResponse() {
    assertThrows(IllegalArgumentException.class, () -> Sending.millisAtRate(List.of(1L)));
  }
}
