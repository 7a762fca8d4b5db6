package org.seriesflow.streaming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * Topics and schemas. {@link #apply} makes them what the catalogue says ({@code seriesflow topics
 * apply}); services only {@link #verify} and refuse to start on a difference.
 */
public final class TopicsAdmin implements AutoCloseable {
  /** The rule of every subject: any version reads what any other wrote. */
  public static final String COMPATIBILITY = "FULL_TRANSITIVE";

  /**
   * With topics that are kept for less no service starts: beyond what ingest-service publishes
   * again by default after a restart. Whether all times agree, {@code topics check} says.
   */
  public static final Duration LEAST_RETENTION = Duration.ofDays(2);

  private static final long TIMEOUT_SECONDS = 30;

  private final Admin admin;
  private final SchemaRegistryClient registry;
  private final String bootstrapServers;

  /**
   * Talks to a broker and a registry.
   *
   * @param kafka client settings: bootstrap servers and security
   * @param registry closed by its owner
   */
  public TopicsAdmin(Map<String, String> kafka, SchemaRegistryClient registry) {
    var properties = new Properties();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "20000");
    properties.putAll(kafka);
    this.admin = Admin.create(properties);
    this.registry = registry;
    this.bootstrapServers = properties.getProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  public TopicsAdmin(String bootstrapServers, SchemaRegistryClient registry) {
    this(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), registry);
  }

  /**
   * Creates and changes what differs; nothing happens where all is as it should be. The number of
   * partitions of a topic that exists is never changed, since that would part what belongs to a
   * series: {@link #verify} says so.
   *
   * @param replicationFactor of topics that are created
   * @return a line for each topic and each subject, in order
   */
  public List<TopicChange> apply(Collection<? extends Topic<?>> topics, int replicationFactor) {
    var changes = new ArrayList<TopicChange>();
    var existing = descriptions(topics);
    var configs = configs(existing.keySet());
    for (var topic : topics) {
      changes.add(
          existing.containsKey(topic.name())
              ? change(topic, existing.get(topic.name()), configs.get(topic.name()))
              : create(topic, replicationFactor));
    }
    for (var topic : topics) {
      changes.add(register(topic));
    }
    return changes;
  }

  private TopicChange create(Topic<?> topic, int replicationFactor) {
    await(
        "creating topic " + topic.name(),
        admin
            .createTopics(
                List.of(
                    new NewTopic(topic.name(), topic.partitions(), (short) replicationFactor)
                        .configs(config(topic))))
            .all());
    return new TopicChange(
        topic.name(),
        TopicChange.Action.CREATED,
        "%d partitions, %d days".formatted(topic.partitions(), topic.retention().toDays()));
  }

  private TopicChange change(Topic<?> topic, TopicDescription description, Config actual) {
    var operations =
        config(topic).entrySet().stream()
            .filter(entry -> !entry.getValue().equals(value(actual, entry.getKey())))
            .map(
                entry ->
                    new AlterConfigOp(
                        new ConfigEntry(entry.getKey(), entry.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    if (operations.isEmpty()) {
      return new TopicChange(
          topic.name(), TopicChange.Action.UNCHANGED, partitionsOf(topic, description));
    }
    await(
        "changing topic " + topic.name(),
        admin.incrementalAlterConfigs(Map.of(resource(topic.name()), operations)).all());
    return new TopicChange(
        topic.name(),
        TopicChange.Action.CHANGED,
        operations.stream()
            .map(op -> op.configEntry().name() + "=" + op.configEntry().value())
            .collect(Collectors.joining(", ")));
  }

  private static String partitionsOf(Topic<?> topic, TopicDescription description) {
    int there = description.partitions().size();
    return there == topic.partitions()
        ? there + " partitions"
        : "%d partitions stay, not the %d asked for".formatted(there, topic.partitions());
  }

  private TopicChange register(Topic<?> topic) {
    String subject = topic.subject();
    var before = registry.lookup(subject, topic.schema());
    boolean isNew = before.isEmpty() && registry.latest(subject).isEmpty();
    boolean hasRule = registry.compatibility(subject).equals(Optional.of(COMPATIBILITY));
    if (before.isPresent() && hasRule) {
      return new TopicChange(subject, TopicChange.Action.UNCHANGED, "id " + before.get().id());
    }
    // The rule first where versions stand already: the new one is to be held to it.
    if (!isNew && !hasRule) {
      registry.setCompatibility(subject, COMPATIBILITY);
    }
    int id = registry.register(subject, topic.schema());
    if (isNew) {
      registry.setCompatibility(subject, COMPATIBILITY);
    }
    return new TopicChange(
        subject,
        isNew ? TopicChange.Action.CREATED : TopicChange.Action.CHANGED,
        "id %d, %s".formatted(id, COMPATIBILITY));
  }

  /**
   * What differs between the catalogue and what stands; empty where a service may start. The
   * partition count is the site's own, but the same for all topics given.
   *
   * @throws TransientFaultException while broker or registry are away
   */
  public List<TopicDifference> verify(Collection<? extends Topic<?>> topics) {
    var differences = new ArrayList<TopicDifference>();
    var existing = descriptions(topics);
    var configs = configs(existing.keySet());
    Optional<TopicDescription> first =
        topics.stream()
            .map(topic -> existing.get(topic.name()))
            .filter(Objects::nonNull)
            .findFirst();
    for (var topic : topics) {
      var description = existing.get(topic.name());
      if (description == null) {
        differences.add(new TopicDifference(topic.name(), "the topic is missing"));
        continue;
      }
      int partitions = description.partitions().size();
      int expected = first.orElseThrow().partitions().size();
      if (partitions != expected) {
        differences.add(
            new TopicDifference(
                topic.name(),
                "%d partitions, and %s has %d: all topics need the same number"
                    .formatted(partitions, first.get().name(), expected)));
      }
      verifyConfig(topic, configs.get(topic.name()), differences);
    }
    topics.forEach(topic -> verifySubject(topic, differences));
    return differences;
  }

  private static void verifyConfig(
      Topic<?> topic, Config actual, List<TopicDifference> differences) {
    String cleanup = value(actual, TopicConfig.CLEANUP_POLICY_CONFIG);
    if (!topic.cleanupPolicy().equals(cleanup)) {
      differences.add(
          new TopicDifference(
              topic.name(),
              "cleanup.policy is %s, not %s".formatted(cleanup, topic.cleanupPolicy())));
    }
    long retention = Long.parseLong(value(actual, TopicConfig.RETENTION_MS_CONFIG));
    if (retention >= 0 && retention < LEAST_RETENTION.toMillis()) {
      differences.add(
          new TopicDifference(
              topic.name(),
              "retention.ms is %d, less than %d".formatted(retention, LEAST_RETENTION.toMillis())));
    }
    long size = Long.parseLong(value(actual, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    if (size < topic.maxMessageBytes()) {
      differences.add(
          new TopicDifference(
              topic.name(),
              "max.message.bytes is %d, less than %d".formatted(size, topic.maxMessageBytes())));
    }
  }

  private void verifySubject(Topic<?> topic, List<TopicDifference> differences) {
    if (registry.lookup(topic.subject(), topic.schema()).isPresent()) {
      return;
    }
    String difference =
        registry
            .latest(topic.subject())
            .map(
                latest ->
                    "none of its %d versions is this build's schema of %s"
                        .formatted(latest.version(), topic.schema().getFullName()))
            .orElse("the subject is missing");
    differences.add(new TopicDifference(topic.subject(), difference));
  }

  private Map<String, TopicDescription> descriptions(Collection<? extends Topic<?>> topics) {
    Set<String> existing = await("listing topics", admin.listTopics().names());
    var wanted = topics.stream().map(Topic::name).filter(existing::contains).toList();
    return await("describing topics", admin.describeTopics(wanted).allTopicNames());
  }

  private Map<String, Config> configs(Set<String> names) {
    var resources = names.stream().map(TopicsAdmin::resource).toList();
    var result = new HashMap<String, Config>();
    await("describing topics", admin.describeConfigs(resources).all())
        .forEach((resource, config) -> result.put(resource.name(), config));
    return result;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null ? null : entry.value();
  }

  private static Map<String, String> config(Topic<?> topic) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        topic.cleanupPolicy(),
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(topic.retention().toMillis()),
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(topic.maxMessageBytes()));
  }

  private <T> T await(String what, KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted while " + what, e);
    } catch (TimeoutException e) {
      throw away(what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.RetriableException) {
        throw away(what, e.getCause());
      }
      throw new IllegalStateException(
          "Kafka at %s refused %s: %s".formatted(bootstrapServers, what, e.getCause().getMessage()),
          e.getCause());
    }
  }

  private TransientFaultException away(String what, Throwable cause) {
    return new TransientFaultException(
        "Kafka at %s does not answer (%s): %s"
            .formatted(bootstrapServers, what, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
