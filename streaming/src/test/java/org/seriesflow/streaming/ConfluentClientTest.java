package org.seriesflow.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * The official Confluent registry client for JavaScript with kafkajs, installed by {@code npm
 * install} in src/test/node (or where the environment variable SERIESFLOW_NODE_MODULES says);
 * skipped where it is not.
 */
class ConfluentClientTest {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("seriesflow.root"), "streaming", "src", "test", "node");

  private static final int ATTEMPTS = 3;
  private static final int PATIENCE_SECONDS = 40;

  private final String id = UUID.randomUUID().toString();
  private final Topic<InstanceReceived> topic =
      Topics.INSTANCES.withName(id + "-in").withPartitions(1);
  private final Topic<InstanceReceived> copies =
      Topics.INSTANCES.withName(id + "-copies").withPartitions(1);
  private final InstanceReceived event = Samples.instance(Samples.SERIES, "1.2.3.1");
  private SchemaRegistryClient registry;
  private EventCodec codec;
  private String bootstrap;

  @BeforeEach
  void open() {
    assumeTrue(
        Files.isDirectory(modules().resolve("@confluentinc").resolve("schemaregistry")),
        "the Confluent client is not installed: run npm install in " + SCRIPTS);
    assumeTrue(canRunNode(), "node is not installed");
    bootstrap = LocalStack.shared().bootstrapServers();
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    try (var admin = new TopicsAdmin(bootstrap, registry)) {
      admin.apply(List.of(topic, copies), 1);
    }
    try (var producer = new EventProducer(bootstrap, codec)) {
      producer.send(topic, event, System.currentTimeMillis());
    }
  }

  @AfterEach
  void close() {
    if (registry != null) {
      registry.close();
    }
  }

  @Test
  void shouldBeReadByTheOfficialClient() throws Exception {
    JsonNode read = new ObjectMapper().readTree(node("read", topic.name(), "1"));
    assertEquals(Samples.SERIES, read.path("key").asText());
    assertEquals("1.2.3.1", read.path("event").path("sopInstanceUid").asText());
    assertEquals("LIVE", read.path("event").path("header").path("mode").asText());
  }

  @Test
  void shouldReadWhatTheOfficialClientWrote() throws Exception {
    node("copy", topic.name(), copies.name());
    var events = new ArrayList<ReadEvent<InstanceReceived>>();
    try (var reader = EventReader.of(bootstrap, codec, copies, EventReader.From.BEGINNING)) {
      Eventually.await("the copy", () -> events.addAll(reader.poll(Duration.ofMillis(100))));
    }
    assertEquals(event, events.getFirst().event());
    assertEquals(Samples.SERIES, events.getFirst().key());
  }

  private static Path modules() {
    String named = System.getenv("SERIESFLOW_NODE_MODULES");
    return named == null ? SCRIPTS.resolve("node_modules") : Path.of(named);
  }

  private static boolean canRunNode() {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What node printed; asked again where it hangs, as kafkajs now and then does. */
  private String node(String mode, String first, String second) throws Exception {
    var log = new StringBuilder();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path errors = Files.createTempFile("node-", ".log");
      var process = start(errors, mode, first, second);
      // One event at most: the pipe holds it until the process has ended.
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      log.append(Files.readString(errors)).append('\n');
      Files.delete(errors);
      if (ended) {
        assertEquals(0, process.exitValue(), log::toString);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
      process.destroyForcibly();
    }
    return fail("node did not end, %d times: %s".formatted(ATTEMPTS, log));
  }

  private Process start(Path errors, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "node",
                SCRIPTS.resolve("topics.js").toString(),
                arguments[0],
                bootstrap,
                LocalStack.shared().registryUrl()));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    var builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("NODE_PATH", modules().toString());
    return builder.start();
  }
}
