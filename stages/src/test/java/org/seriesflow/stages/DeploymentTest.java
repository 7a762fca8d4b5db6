package org.seriesflow.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;

class DeploymentTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void shouldWorkOnLiveEventsInEveryMode() {
    var live = header(ProcessingMode.LIVE, null);

    assertTrue(deployment(ProcessingMode.LIVE, null).worksOn(live));
    assertTrue(deployment(ProcessingMode.SHADOW, null).worksOn(live));
    assertTrue(deployment(ProcessingMode.REPLAY, "a").worksOn(live));
  }

  @Test
  void shouldWorkOnReplayedEventsOfItsOwnJobOnly() {
    var replayed = header(ProcessingMode.REPLAY, "a");

    assertTrue(deployment(ProcessingMode.REPLAY, "a").worksOn(replayed));
    assertFalse(deployment(ProcessingMode.REPLAY, "b").worksOn(replayed));
    assertFalse(deployment(ProcessingMode.LIVE, null).worksOn(replayed));
    assertFalse(deployment(ProcessingMode.SHADOW, null).worksOn(replayed));
  }

  @Test
  void shouldStampItsModeAndJobOnWhatFollows() {
    var input = header(ProcessingMode.LIVE, null);

    var following = deployment(ProcessingMode.REPLAY, "a").following(input);

    assertEquals(ProcessingMode.REPLAY, following.getMode());
    assertEquals("a", following.getJobId());
    assertEquals("service@1", following.getProducer());
    assertEquals(NOW, following.getProducedAt());
    assertEquals(input.getCorrelationId(), following.getCorrelationId());
    assertNotEquals(input.getTraceparent(), following.getTraceparent());
    assertEquals(ProcessingMode.LIVE, input.getMode());
  }

  @Test
  void shouldLetOnlyReplayHaveAJob() {
    assertThrows(IllegalArgumentException.class, () -> deployment(ProcessingMode.REPLAY, null));
    assertThrows(IllegalArgumentException.class, () -> deployment(ProcessingMode.LIVE, "a"));
    assertThrows(IllegalArgumentException.class, () -> deployment(ProcessingMode.UNKNOWN, null));
  }

  @Test
  void shouldRefuseATopicThatContradictsTheMode() {
    var live = deployment(ProcessingMode.LIVE, null);
    var shadow = deployment(ProcessingMode.SHADOW, null);

    live.requireTopic("key", "predictions", "predictions");
    shadow.requireTopic("key", "other", "predictions");
    assertThrows(
        IllegalArgumentException.class, () -> live.requireTopic("key", "other", "predictions"));
    assertThrows(
        IllegalArgumentException.class,
        () -> shadow.requireTopic("key", "predictions", "predictions"));
  }

  private static Deployment deployment(ProcessingMode mode, String jobId) {
    return new Deployment(
        mode, Optional.ofNullable(jobId), "service@1", Clock.fixed(NOW, ZoneOffset.UTC));
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
