package org.seriesflow.streaming.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;

/** Against a real registry. */
class SchemaRegistryClientTest {
  private final String subject = UUID.randomUUID() + "-value";
  private final SchemaRegistryClient registry =
      SchemaRegistryClient.at(LocalStack.shared().registryUrl());

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldFindWhatItRegistered() {
    Schema schema = InstanceReceived.getClassSchema();
    int id = registry.register(subject, schema);
    try (var other = SchemaRegistryClient.at(LocalStack.shared().registryUrl())) {
      assertEquals(schema, other.schemaOf(id));
      assertEquals(id, other.idOf(subject, schema));
      assertEquals(1, other.latest(subject).orElseThrow().version());
    }
    assertTrue(registry.subjects().contains(subject));
  }

  @Test
  void shouldGiveTheSameIdToTheSameSchemaAgain() {
    Schema schema = InstanceReceived.getClassSchema();
    assertEquals(registry.register(subject, schema), registry.register(subject, schema));
  }

  @Test
  void shouldNameTheIdAndTheRegistryThatDoesNotKnowIt() {
    var thrown = assertThrows(UnknownSchemaException.class, () -> registry.schemaOf(987_654_321));
    assertTrue(thrown.getMessage().contains("987654321"), thrown.getMessage());
    assertTrue(
        thrown.getMessage().contains(LocalStack.shared().registryUrl()), thrown.getMessage());
  }

  @Test
  void shouldSayWhatToRunWhereASchemaIsNotRegistered() {
    var thrown =
        assertThrows(
            SchemaNotRegisteredException.class,
            () -> registry.idOf(subject, InstanceReceived.getClassSchema()));
    assertTrue(thrown.getMessage().contains("topics apply"), thrown.getMessage());
  }

  @Test
  void shouldRefuseABreakingChangeUnderFullTransitiveCompatibility() {
    Schema one = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    Schema compatible =
        SchemaBuilder.record("R").fields().requiredString("a").optionalString("b").endRecord();
    Schema breaking =
        SchemaBuilder.record("R").fields().requiredString("a").requiredString("c").endRecord();
    registry.register(subject, one);
    registry.setCompatibility(subject, "FULL_TRANSITIVE");
    assertTrue(registry.isCompatible(subject, compatible));
    assertFalse(registry.isCompatible(subject, breaking));
    var thrown =
        assertThrows(RegistryRefusedException.class, () -> registry.register(subject, breaking));
    assertEquals(409, thrown.status());
  }

  @Test
  void shouldServeAsKafkaSerializerAndDeserializerNamedByClass() {
    registry.register(Topics.INSTANCES.subject(), InstanceReceived.getClassSchema());
    var configuration = Map.of("schema.registry.url", LocalStack.shared().registryUrl());
    SpecificRecord event = Samples.instance(Samples.SERIES, "1");
    try (var serializer = new EventSerializer();
        var deserializer = new EventDeserializer()) {
      serializer.configure(configuration, false);
      deserializer.configure(configuration, false);
      byte[] bytes = serializer.serialize("instances", event);
      assertEquals(event, deserializer.deserialize("instances", bytes));
    }
  }

  @Test
  void shouldTakeARegistryThatDoesNotListenForAPassingFault() {
    var backoff =
        new org.seriesflow.streaming.Backoff(
            java.time.Duration.ofMillis(1),
            java.time.Duration.ofMillis(1),
            java.time.Duration.ofMillis(3));
    try (var away =
        new SchemaRegistryClient(RegistrySettings.at("http://127.0.0.1:1").with(backoff))) {
      assertThrows(TransientFaultException.class, away::subjects);
    }
  }
}
