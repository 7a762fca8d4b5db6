package org.seriesflow.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;

class DeploymentTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void shouldWorkOnLiveEventsButInAReplay() {
    var live = header(ProcessingMode.LIVE, null);

    assertTrue(deployment(ProcessingMode.LIVE).worksOn(live));
    assertTrue(deployment(ProcessingMode.SHADOW).worksOn(live));
    assertFalse(deployment(ProcessingMode.REPLAY).worksOn(live));
  }

  @Test
  void shouldWorkOnEventsOfJobsInAReplayOnly() {
    var replayed = header(ProcessingMode.REPLAY, "a");

    assertTrue(deployment(ProcessingMode.REPLAY).worksOn(replayed));
    assertFalse(deployment(ProcessingMode.REPLAY).worksOn(header(ProcessingMode.REPLAY, null)));
    assertFalse(deployment(ProcessingMode.LIVE).worksOn(replayed));
    assertFalse(deployment(ProcessingMode.SHADOW).worksOn(replayed));
  }

  @Test
  void shouldStampItsModeAndJobOnWhatFollows() {
    var input = header(ProcessingMode.REPLAY, "a");

    var following = deployment(ProcessingMode.REPLAY).following(input);

    assertEquals(ProcessingMode.REPLAY, following.getMode());
    assertEquals("a", following.getJobId());
    assertEquals("service@1", following.getProducer());
    assertEquals(NOW, following.getProducedAt());
    assertEquals(input.getCorrelationId(), following.getCorrelationId());
    assertNotEquals(input.getTraceparent(), following.getTraceparent());
    assertNull(
        deployment(ProcessingMode.SHADOW).following(header(ProcessingMode.LIVE, null)).getJobId());
  }

  @Test
  void shouldRefuseAModeThatIsNotKnown() {
    assertThrows(IllegalArgumentException.class, () -> deployment(ProcessingMode.UNKNOWN));
  }

  @Test
  void shouldRefuseATopicThatContradictsTheMode() {
    var live = deployment(ProcessingMode.LIVE);
    var shadow = deployment(ProcessingMode.SHADOW);

    live.requireTopic("key", "predictions", "predictions");
    shadow.requireTopic("key", "other", "predictions");
    assertThrows(
        IllegalArgumentException.class, () -> live.requireTopic("key", "other", "predictions"));
    assertThrows(
        IllegalArgumentException.class,
        () -> shadow.requireTopic("key", "predictions", "predictions"));
  }

  private static Deployment deployment(ProcessingMode mode) {
    return new Deployment(mode, "service@1", Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static EventHeader header(ProcessingMode mode, String jobId) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid("1.2")
        .setStudyInstanceUid("1")
        .setRevision(1)
        .setCorrelationId("1.2#1")
        .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .setProducedAt(NOW)
        .setProducer("upstream@1")
        .setMode(mode)
        .setJobId(jobId)
        .build();
  }
}
