package org.seriesflow.streaming.retention;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;

/** Which topics hold references, where they end now, and how long a transaction may take. */
final class LogEnds implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String LONGEST_TRANSACTION = "transaction.max.timeout.ms";

  private final Admin admin;
  private final Object brokers;

  LogEnds(Map<String, String> kafka) {
    var properties = new Properties();
    properties.putAll(kafka);
    brokers = properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    try {
      admin = Admin.create(properties);
    } catch (KafkaException e) {
      throw new TransientFaultException(
          "Kafka at %s cannot be asked: %s".formatted(brokers, e.getCause().getMessage()), e);
    }
  }

  /**
   * All topics but Kafka's own and those that are foreign, each with one past the last record of
   * its partitions, open transactions included. Not only the topics of the catalogue: Kafka Streams
   * keeps state in changelogs, and a deployment may write under other names.
   *
   * @throws RetentionRefusedException where a topic is missing that must be there, or is not seen
   */
  SortedMap<String, Map<TopicPartition, Long>> ofTopics(RetentionSettings settings) {
    var names = new TreeSet<>(await("listing the topics", admin.listTopics().names()));
    requireCatalogue(names);
    requireState(names, settings.applicationId());
    settings
        .foreign()
        .ifPresent(
            foreign ->
                names.removeIf(name -> foreign.matcher(name).matches() && !isOurs(name, settings)));
    var topics = await("describing the topics", admin.describeTopics(names).allTopicNames());
    var ends = new TreeMap<String, Map<TopicPartition, Long>>();
    topics.forEach((name, topic) -> ends.put(name, ends(topic)));
    return ends;
  }

  private static void requireCatalogue(Set<String> names) {
    var missing =
        Topics.all().stream().map(Topic::name).filter(name -> !names.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new RetentionRefusedException(
          "The topics %s are not there, or this client may not see them: are these the brokers of the store? Nothing is deleted."
              .formatted(String.join(", ", missing)));
    }
  }

  private static void requireState(Set<String> names, String applicationId) {
    if (names.stream().noneMatch(name -> isState(name, applicationId))) {
      throw new RetentionRefusedException(
          "There is no topic %s-assembly-…-changelog, or this client may not see it. The state of ingest-service refers to payloads: name its seriesflow.application-id. Nothing is deleted."
              .formatted(applicationId));
    }
  }

  private static boolean isState(String name, String applicationId) {
    return name.startsWith(applicationId + "-assembly-") && name.endsWith("-changelog");
  }

  private static boolean isOurs(String name, RetentionSettings settings) {
    return Topics.byName(name).isPresent() || isState(name, settings.applicationId());
  }

  private Map<TopicPartition, Long> ends(TopicDescription topic) {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    for (var partition : topic.partitions()) {
      latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
    }
    var offsets =
        await(
            "asking for the ends of " + topic.name(),
            admin
                .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all());
    var ends = new HashMap<TopicPartition, Long>();
    offsets.forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** The topics of the catalogue as they are kept, in its order. */
  List<KeptTopic> kept() {
    requireCatalogue(await("listing the topics", admin.listTopics().names()));
    var resources =
        Topics.all().stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    var configs =
        await("reading the topics' configuration", admin.describeConfigs(resources).all());
    return resources.stream()
        .map(resource -> kept(resource.name(), configs.get(resource)))
        .toList();
  }

  private static KeptTopic kept(String name, Config config) {
    long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
    long bytes = Long.parseLong(config.get(TopicConfig.RETENTION_BYTES_CONFIG).value());
    return new KeptTopic(
        name,
        millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)),
        bytes < 0 ? Optional.empty() : Optional.of(bytes),
        config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().equals(Topic.COMPACT));
  }

  /** What the brokers allow: the longest of them. */
  Duration longestTransaction() {
    var nodes =
        await("describing the cluster", admin.describeCluster().nodes()).stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    return await("reading the brokers' configuration", admin.describeConfigs(nodes).all())
        .values()
        .stream()
        .map(config -> config.get(LONGEST_TRANSACTION))
        .map(entry -> Duration.ofMillis(Long.parseLong(entry.value())))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  private <T> T await(String what, KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted while " + what, e);
    } catch (TimeoutException e) {
      throw new TransientFaultException(
          "Kafka at %s does not answer (%s)".formatted(brokers, what), e);
    } catch (ExecutionException e) {
      throw new RetentionRefusedException(
          "Kafka at %s refused %s, so nothing is deleted: %s"
              .formatted(brokers, what, e.getCause().getMessage()),
          e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
