package org.seriesflow.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From one setting to the retention of each topic. */
class RetentionTimesTest {
  @Test
  void shouldKeepWorkForTheReplayHorizonAndResultsForTheirTime() {
    var times = new RetentionTimes(Duration.ofDays(30), Duration.ofDays(365));
    for (var topic : times.applied(Topics.all())) {
      var work = topic.name().matches("instances.*|series-(evidence|assembled.*)|(volumes|rois).*");
      assertEquals(Duration.ofDays(work ? 30 : 365), topic.retention(), topic.name());
    }
  }

  @Test
  void shouldRefuseResultsThatGoBeforeWhatCanBeReplayed() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RetentionTimes(Duration.ofDays(14), Duration.ofDays(7)));
    assertTrue(refused.getMessage().contains("PT168H"), refused.getMessage());
  }

  @Test
  void shouldRefuseAHorizonWithWhichNoServiceStarts() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RetentionTimes(Duration.ofHours(12), Duration.ofDays(7)));
  }
}
