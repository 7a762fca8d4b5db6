package org.seriesflow.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackTest {
  @TempDir Path folder;

  @Test
  void shouldKeepTheLogOverAStopAndARestartOfTheEmbeddedBroker() throws Exception {
    try (var kafka = EmbeddedKafka.start(BrokerSettings.in(folder))) {
      createTopic(kafka.bootstrapServers(), "kept");
      var before = kafka.bootstrapServers();
      kafka.stop();
      kafka.restart();
      assertEquals(before, kafka.bootstrapServers());
      assertEquals(Set.of("kept"), topics(kafka.bootstrapServers()));
    }
  }

  @Test
  void shouldServeFromAProcessOfItsOwnUntilItIsKilled() throws Exception {
    try (var kafka = KafkaProcess.start(folder)) {
      createTopic(kafka.bootstrapServers(), "served");
      assertEquals(Set.of("served"), topics(kafka.bootstrapServers()));
      kafka.kill();
      assertFalse(kafka.isAlive());
    }
  }

  @Test
  void shouldAnswerConfluentsApiWithAnEmptyListOfSubjects() throws Exception {
    try (var registry = RegistryProcess.start(folder);
        var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects")).build();
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals("[]", response.body());
    }
  }

  @Test
  void shouldNameTheLogFileWhenTheBrokerDoesNotStart() {
    var settings = BrokerSettings.in(folder).withOverrides(Map.of("num.io.threads", "none"));
    var thrown = assertThrows(LocalStackException.class, () -> KafkaProcess.start(settings));
    assertTrue(thrown.getMessage().contains("kafka.log"), thrown.getMessage());
  }

  @Test
  void shouldSayWhereTheRegistryWasLookedForWhenItIsMissing() {
    var settings = new RegistrySettings(folder, folder, 1, 2, false);
    var thrown = assertThrows(LocalStackException.class, () -> RegistryProcess.start(settings));
    assertTrue(thrown.getMessage().contains("quarkus-run.jar"), thrown.getMessage());
  }

  private static void createTopic(String bootstrapServers, String name) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static Set<String> topics(String bootstrapServers) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.listTopics().names().get(30, TimeUnit.SECONDS);
    }
  }
}
