package org.seriesflow.streaming.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of one Streams application.
 *
 * @param applicationId consumer group and prefix of internal topics; another one reads everything
 *     anew
 * @param kafka client settings: bootstrap.servers and security
 * @param stateDirectory of this process alone
 * @param threads stream threads
 * @param longestWork upper bound for one record, retries included; the poll interval follows it
 * @param recordsPerPoll 1 for stages of long work
 * @param replicationFactor of internal topics
 * @param overrides any property of Streams, wins over all others
 */
public record StreamsSettings(
    String applicationId,
    Map<String, String> kafka,
    Path stateDirectory,
    int threads,
    Duration longestWork,
    int recordsPerPoll,
    int replicationFactor,
    Map<String, String> overrides) {

  /**
   * No transaction is open while a stage works, so this bounds sending and committing alone. What a
   * killed process left open holds up the one that takes over for as long; below the time in which
   * a partition finds a new leader, work would be done again after each broker that ends.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

  public StreamsSettings {
    kafka = Map.copyOf(kafka);
    overrides = Map.copyOf(overrides);
    if (!kafka.containsKey(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)) {
      throw new IllegalArgumentException("bootstrap.servers is not set for " + applicationId);
    }
  }

  /** One thread, one record a poll, work of up to five minutes, one replica. */
  public static StreamsSettings of(
      String applicationId, String bootstrapServers, Path stateDirectory) {
    return new StreamsSettings(
        applicationId,
        Map.of(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        stateDirectory,
        1,
        Duration.ofMinutes(5),
        1,
        1,
        Map.of());
  }

  public StreamsSettings withThreads(int newThreads) {
    return new StreamsSettings(
        applicationId,
        kafka,
        stateDirectory,
        newThreads,
        longestWork,
        recordsPerPoll,
        replicationFactor,
        overrides);
  }

  public StreamsSettings withLongestWork(Duration newLongestWork) {
    return new StreamsSettings(
        applicationId,
        kafka,
        stateDirectory,
        threads,
        newLongestWork,
        recordsPerPoll,
        replicationFactor,
        overrides);
  }

  public StreamsSettings withRecordsPerPoll(int newRecordsPerPoll) {
    return new StreamsSettings(
        applicationId,
        kafka,
        stateDirectory,
        threads,
        longestWork,
        newRecordsPerPoll,
        replicationFactor,
        overrides);
  }

  public StreamsSettings withReplicationFactor(int newReplicationFactor) {
    return new StreamsSettings(
        applicationId,
        kafka,
        stateDirectory,
        threads,
        longestWork,
        recordsPerPoll,
        newReplicationFactor,
        overrides);
  }

  public StreamsSettings withOverrides(Map<String, String> newOverrides) {
    return new StreamsSettings(
        applicationId,
        kafka,
        stateDirectory,
        threads,
        longestWork,
        recordsPerPoll,
        replicationFactor,
        newOverrides);
  }

  /** As Kafka Streams takes them. */
  public Properties properties() {
    var p = new Properties();
    p.putAll(kafka);
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toAbsolutePath().toString());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.toString(threads));
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Integer.toString(replicationFactor));
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // Paid at every hop: the default under exactly-once is 100 ms.
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "20");
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
    p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    consumer(p, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(recordsPerPoll));
    // A killed instance's work resumes within seconds; the defaults stall it for more than half a
    // minute.
    consumer(p, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000");
    consumer(p, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    consumer(
        p,
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        Long.toString(longestWork.multipliedBy(2).plusMinutes(1).toMillis()));
    producer(p, ProducerConfig.LINGER_MS_CONFIG, "0");
    producer(p, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(4 << 20));
    producer(
        p,
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Long.toString(TRANSACTION_TIMEOUT.toMillis()));
    p.putAll(overrides);
    return p;
  }

  private static void consumer(Properties p, String key, String value) {
    p.put(StreamsConfig.consumerPrefix(key), value);
  }

  private static void producer(Properties p, String key, String value) {
    p.put(StreamsConfig.producerPrefix(key), value);
  }
}
