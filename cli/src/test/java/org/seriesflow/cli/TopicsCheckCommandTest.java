package org.seriesflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.streaming.RetentionTimes;
import org.seriesflow.streaming.Topics;

/** What the brokers keep, against each other and against the services. */
class TopicsCheckCommandTest {
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start();
    try (var admin = Admin.create(client())) {
      var topics =
          RetentionTimes.USUAL.applied(Topics.all()).stream()
              .map(
                  topic ->
                      new NewTopic(topic.name(), 1, (short) 1)
                          .configs(
                              Map.of(
                                  "retention.ms",
                                  Long.toString(topic.retention().toMillis()),
                                  "cleanup.policy",
                                  topic.cleanupPolicy())))
              .toList();
      admin.createTopics(topics).all().get();
    }
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private static void keep(String topic, String millis) throws Exception {
    try (var admin = Admin.create(client())) {
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      var entry = new ConfigEntry("retention.ms", millis);
      admin
          .incrementalAlterConfigs(
              Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get();
      // The controller has it; the broker that is asked takes it a moment later.
      var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!millis.equals(kept(admin, resource)) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(10_000_000);
      }
      assertEquals(millis, kept(admin, resource));
    }
  }

  private static String kept(Admin admin, ConfigResource topic) throws Exception {
    return admin.describeConfigs(List.of(topic)).all().get().get(topic).get("retention.ms").value();
  }

  private static CommandRun check(String... more) {
    var arguments = new ArrayList<>(List.of("topics", "check", "-b", kafka.bootstrapServers()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void shouldSayThatAllTimesAgreeAndHowFarAReplayReaches() {
    var run = check();
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("A replay reaches back 14 days."), run.out());
    assertTrue(run.out().contains("All times agree."), run.out());
  }

  @Test
  void shouldEndWithOneAndNameWhatContradictsWhat() throws Exception {
    keep("rois", "259200000");
    try {
      var run = check("--json");
      assertEquals(1, run.exitCode());
      assertTrue(run.out().contains("\"replayHorizon\" : \"PT72H\""), run.out());
      assertTrue(run.out().contains("Topic rois is kept 3 days"), run.out());
    } finally {
      keep("rois", "1209600000");
    }
  }

  @Test
  void shouldHoldTheServicesToTheSameTimes() {
    var run = check("--outcomes-memory", "30d");
    assertEquals(1, run.exitCode());
    assertTrue(run.out().contains("seriesflow.outcomes.memory"), run.out());
  }
}
