package org.seriesflow.cli.demo;

import java.util.List;
import org.seriesflow.streaming.RetentionTimes;
import org.seriesflow.streaming.TopicChange;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** Makes topics and schemas what the catalogue says. */
public final class TopicCatalogue {
  private TopicCatalogue() {}

  /** The same, with events kept for the usual times. */
  public static List<TopicChange> apply(
      String bootstrapServers, String registryUrl, int partitions, int replicationFactor) {
    return apply(
        bootstrapServers, registryUrl, partitions, replicationFactor, RetentionTimes.USUAL);
  }

  /** Creates what is missing, changes what differs; a line for each topic and each subject. */
  public static List<TopicChange> apply(
      String bootstrapServers,
      String registryUrl,
      int partitions,
      int replicationFactor,
      RetentionTimes times) {
    try (var registry = SchemaRegistryClient.at(registryUrl);
        var admin = new TopicsAdmin(bootstrapServers, registry)) {
      return admin.apply(times.applied(Topics.all(partitions)), replicationFactor);
    }
  }
}
