package org.seriesflow.streaming.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A client of Confluent's registry API. What it learned once (ids and their schemas) it never asks
 * again. Passing faults are tried again within the bound of the settings and then thrown as {@link
 * org.seriesflow.streaming.TransientFaultException}; a refusal is a {@link
 * RegistryRefusedException} at once. Safe for threads.
 */
public final class SchemaRegistryClient implements SchemaRegistry, AutoCloseable {
  private static final int NOT_FOUND = 404;

  private final RegistryHttp http;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();

  public SchemaRegistryClient(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
  }

  public static SchemaRegistryClient at(String url) {
    return new SchemaRegistryClient(RegistrySettings.at(url));
  }

  /**
   * One version of a subject.
   *
   * @param version from 1
   */
  public record RegisteredSchema(String subject, int version, int id, Schema schema) {}

  private record Registered(String subject, String schema) {}

  @Override
  public int idOf(String subject, Schema schema) {
    var key = new Registered(subject, schema.toString());
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    int id =
        lookup(subject, schema)
            .orElseThrow(
                () ->
                    new SchemaNotRegisteredException(
                        subject, schema.getFullName(), http.url().toString()))
            .id();
    ids.put(key, id);
    return id;
  }

  @Override
  public Schema schemaOf(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    JsonNode answer =
        found(() -> http.get("/schemas/ids/" + id))
            .orElseThrow(() -> new UnknownSchemaException(id, http.url().toString()));
    Schema schema = parse("schema id " + id, answer.path("schema").asText());
    schemas.put(id, schema);
    return schema;
  }

  /** The version of the subject that is exactly this schema; empty where there is none. */
  public Optional<RegisteredSchema> lookup(String subject, Schema schema) {
    return found(() -> http.post(path(subject), body(schema))).map(this::registered);
  }

  /** Registers the schema where it does not stand there yet; its id either way. */
  public int register(String subject, Schema schema) {
    int id = http.post(path(subject) + "/versions", body(schema)).path("id").asInt();
    ids.put(new Registered(subject, schema.toString()), id);
    return id;
  }

  public Optional<RegisteredSchema> latest(String subject) {
    return found(() -> http.get(path(subject) + "/versions/latest")).map(this::registered);
  }

  public List<String> subjects() {
    return http.get("/subjects").valueStream().map(JsonNode::asText).sorted().toList();
  }

  /** The rule of the subject itself; empty where only the registry's own rule applies. */
  public Optional<String> compatibility(String subject) {
    return found(() -> http.get("/config/" + encoded(subject)))
        .map(answer -> answer.path("compatibilityLevel").asText());
  }

  /**
   * Sets the rule of the subject.
   *
   * @param level as in FULL_TRANSITIVE
   */
  public void setCompatibility(String subject, String level) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level);
    http.put("/config/" + encoded(subject), body);
  }

  /**
   * Whether the subject would take the schema by its rule. A subject without versions takes any.
   */
  public boolean isCompatible(String subject, Schema schema) {
    return found(
            () ->
                http.post(
                    "/compatibility/subjects/" + encoded(subject) + "/versions/latest",
                    body(schema)))
        .map(answer -> answer.path("is_compatible").asBoolean())
        .orElse(true);
  }

  private RegisteredSchema registered(JsonNode answer) {
    String subject = answer.path("subject").asText();
    int id = answer.path("id").asInt();
    return new RegisteredSchema(
        subject,
        answer.path("version").asInt(),
        id,
        parse("subject " + subject, answer.path("schema").asText()));
  }

  private static Optional<JsonNode> found(java.util.function.Supplier<JsonNode> request) {
    try {
      return Optional.of(request.get());
    } catch (RegistryRefusedException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Schema parse(String what, String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (SchemaParseException e) {
      throw new CorruptEventException(
          "The registry's %s is no Avro schema: %s".formatted(what, e.getMessage()), e);
    }
  }

  private static String path(String subject) {
    return "/subjects/" + encoded(subject);
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static ObjectNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  @Override
  public void close() {
    http.close();
  }
}
