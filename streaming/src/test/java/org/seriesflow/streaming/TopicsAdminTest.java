package org.seriesflow.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

class TopicsAdminTest {
  private final String prefix = UUID.randomUUID().toString();
  private final List<Topic<?>> topics =
      Topics.all(2).stream().<Topic<?>>map(t -> t.withName(prefix + "-" + t.name())).toList();
  private SchemaRegistryClient registry;
  private TopicsAdmin admin;

  @BeforeEach
  void open() {
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry);
  }

  @AfterEach
  void close() {
    admin.close();
    registry.close();
  }

  @Test
  void shouldCreateAllTopicsAndSubjectsAndThenFindNoDifference() {
    var changes = admin.apply(topics, 1);
    assertEquals(2 * topics.size(), changes.size());
    assertEquals(Set.of(TopicChange.Action.CREATED), actions(changes));
    assertEquals(List.of(), admin.verify(topics));
  }

  @Test
  void shouldChangeNothingTheSecondTime() {
    admin.apply(topics, 1);
    assertEquals(Set.of(TopicChange.Action.UNCHANGED), actions(admin.apply(topics, 1)));
  }

  @Test
  void shouldKeepThePartitionsOfATopicThatExistsAndSayThatOthersWereAskedFor() {
    admin.apply(topics, 1);
    var first = topics.getFirst();
    int there = first.partitions();

    var change = admin.apply(List.of(first.withPartitions(there + 1)), 1).getFirst();

    assertEquals(TopicChange.Action.UNCHANGED, change.action());
    assertEquals(
        "%d partitions stay, not the %d asked for".formatted(there, there + 1), change.detail());
  }

  @Test
  void shouldHoldEverySubjectToFullTransitiveCompatibility() {
    admin.apply(topics, 1);
    for (var topic : topics) {
      assertEquals("FULL_TRANSITIVE", registry.compatibility(topic.subject()).orElseThrow());
    }
  }

  @Test
  void shouldNameEachTopicAndSubjectThatIsMissing() {
    var differences = admin.verify(topics);
    assertEquals(2 * topics.size(), differences.size());
    assertEquals(
        prefix + "-instances-announced: the topic is missing", differences.getFirst().toString());
    assertEquals(
        prefix + "-rois.replay-value: the subject is missing", differences.getLast().toString());
  }

  @Test
  void shouldNameATopicWithAnotherNumberOfPartitions() throws Exception {
    try (var kafka = kafka()) {
      kafka
          .createTopics(List.of(new NewTopic(topics.getLast().name(), 3, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    admin.apply(topics, 1);
    var differences = admin.verify(topics);
    assertEquals(1, differences.size());
    assertTrue(differences.getFirst().difference().startsWith("3 partitions, and"));
  }

  @Test
  void shouldMendWhatIsConfiguredOtherwiseAndNameItBefore() throws Exception {
    admin.apply(topics, 1);
    try (var kafka = kafka()) {
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.getFirst().name());
      kafka
          .incrementalAlterConfigs(
              Map.of(
                  resource,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET),
                      new AlterConfigOp(
                          new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    assertDifferences(
        List.of(
            "cleanup.policy is compact, not delete", "retention.ms is 1000, less than 172800000"));
    assertTrue(actions(admin.apply(topics, 1)).contains(TopicChange.Action.CHANGED));
    assertDifferences(List.of());
  }

  /** The controller knows of a change at once; the broker that is asked, a moment later. */
  private void assertDifferences(List<String> expected) {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    var found = differences();
    while (!found.equals(expected) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000);
      found = differences();
    }
    assertEquals(expected, found);
  }

  private List<String> differences() {
    return admin.verify(topics).stream().map(TopicDifference::difference).toList();
  }

  @Test
  void shouldFindASubjectWithAnotherSchema() {
    admin.apply(topics, 1);
    Topic<?> other =
        Topics.SERIES_SKIPPED.withName(topics.getFirst().name()).withRetention(Duration.ofDays(1));
    var differences = admin.verify(List.of(other));
    assertEquals(1, differences.size());
    assertTrue(differences.getFirst().difference().contains("SeriesSkipped"));
  }

  private static Set<TopicChange.Action> actions(List<TopicChange> changes) {
    return changes.stream().map(TopicChange::action).collect(Collectors.toSet());
  }

  private static Admin kafka() {
    return Admin.create(Map.of("bootstrap.servers", LocalStack.shared().bootstrapServers()));
  }
}
