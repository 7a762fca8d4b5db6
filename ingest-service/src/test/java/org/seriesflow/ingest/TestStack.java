package org.seriesflow.ingest;

import java.nio.file.Path;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.local.RegistryProcess;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/** A real broker with the topics of the catalogue, and a real registry with their schemas. */
record TestStack(EmbeddedKafka kafka, RegistryProcess registry) implements AutoCloseable {

  /**
   * Starts both.
   *
   * @param folder of the registry, which is there
   * @param partitions of each topic
   */
  static TestStack start(Path folder, int partitions) {
    var registry = RegistryProcess.start(folder);
    var kafka = EmbeddedKafka.start();
    try (var client = SchemaRegistryClient.at(registry.url());
        var admin = new TopicsAdmin(kafka.bootstrapServers(), client)) {
      admin.apply(Topics.all(partitions), 1);
    }
    return new TestStack(kafka, registry);
  }

  ServiceBench bench(Path directory) {
    return new ServiceBench(kafka.bootstrapServers(), registry.url(), directory);
  }

  @Override
  public void close() {
    kafka.close();
    registry.close();
  }
}
