package org.seriesflow.streaming.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.streaming.RetentionTimes;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;

/** Each contradiction is found, and named by what contradicts what. */
class RetentionAgreementTest {
  private static final Duration RECOVERY = Duration.ofHours(24);
  private static final Duration MEMORY = Duration.ofDays(98);

  private final Map<String, KeptTopic> changed = new HashMap<>();

  private void keep(String topic, Duration time) {
    changed.put(topic, new KeptTopic(topic, Optional.of(time), Optional.empty(), false));
  }

  private List<String> contradictions(Duration recovery, Duration memory) {
    return agreement(recovery, memory).contradictions();
  }

  private RetentionAgreement agreement(Duration recovery, Duration memory) {
    var topics =
        RetentionTimes.USUAL.applied(Topics.all()).stream()
            .map(topic -> changed.getOrDefault(topic.name(), kept(topic)))
            .toList();
    return new RetentionAgreement(topics, recovery, Optional.of(memory));
  }

  private static KeptTopic kept(Topic<?> topic) {
    return new KeptTopic(
        topic.name(),
        Optional.of(topic.retention()),
        Optional.empty(),
        topic.cleanupPolicy().equals(Topic.COMPACT));
  }

  private void assertOnly(String words) {
    var found = contradictions(RECOVERY, MEMORY);
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.getFirst().contains(words), found.getFirst());
  }

  @Test
  void shouldFindThatTheUsualTimesAgree() {
    assertEquals(List.of(), contradictions(RECOVERY, MEMORY));
    assertEquals(Optional.of(Duration.ofDays(14)), agreement(RECOVERY, MEMORY).replayHorizon());
  }

  @Test
  void shouldFindStagesOfWhichAReplayReachesBackDifferently() {
    keep("volumes", Duration.ofDays(3));
    assertOnly("Topic volumes is kept 3 days and topic instances-announced 14 days");
    assertEquals(Optional.of(Duration.ofDays(3)), agreement(RECOVERY, MEMORY).replayHorizon());
  }

  @Test
  void shouldFindResultsThatGoBeforeTheWork() {
    keep("predictions", Duration.ofDays(7));
    assertOnly("Topic predictions is kept 7 days and topic instances-announced 14 days");
  }

  @Test
  void shouldFindATopicThatIsBoundedBySize() {
    changed.put(
        "rois",
        new KeptTopic("rois", Optional.of(Duration.ofDays(14)), Optional.of(1_000_000L), false));
    assertOnly("rois is bounded by retention.bytes=1000000");
  }

  @Test
  void shouldFindARecoveryThatPublishesAgainWhatRetentionDeleted() {
    var found = contradictions(Duration.ofDays(14), MEMORY);
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.getFirst().contains("stored within 14 days"), found.getFirst());
  }

  @Test
  void shouldFindAClassifierThatForgetsBeforeADeadLetterGoes() {
    var found = contradictions(RECOVERY, Duration.ofDays(60));
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.getFirst().contains("for 60 days, and topic dead-letters"), found.getFirst());
  }

  @Test
  void shouldFindAClassifierThatForgetsWhatIsKeptForEver() {
    changed.put(
        "dead-letters", new KeptTopic("dead-letters", Optional.empty(), Optional.empty(), false));
    assertOnly("topic dead-letters is kept for ever");
  }

  @Test
  void shouldFindAClassifierThatForgetsRegionsOfUrgentSeries() {
    changed.put("rois.stat", new KeptTopic("rois.stat", Optional.empty(), Optional.empty(), false));

    var found = contradictions(RECOVERY, MEMORY);
    assertTrue(
        found.stream().anyMatch(line -> line.contains("topic rois.stat is kept for ever")),
        found.toString());
  }
}
