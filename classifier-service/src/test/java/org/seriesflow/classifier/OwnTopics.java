package org.seriesflow.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.events.Lane;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesPredicted;
import org.seriesflow.local.LocalStack;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TopicsAdmin;
import org.seriesflow.streaming.deadletter.DeadLetterHandling;
import org.seriesflow.streaming.deadletter.DeadLetterHandling.Decision;
import org.seriesflow.streaming.deadletter.DeadLetters;
import org.seriesflow.streaming.deadletter.LetterChain;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * The shared broker and registry with topics of regions of one test alone, since a live deployment
 * would predict the series of others; and what is said of its series on the common topics.
 */
final class OwnTopics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final SchemaRegistryClient registry;
  private final EventCodec codec;

  /**
   * Makes the topics.
   *
   * @param name of the test's own choosing
   */
  OwnTopics(String name) {
    this.name = name;
    registry = SchemaRegistryClient.at(LocalStack.shared().registryUrl());
    codec = new EventCodec(registry);
    try (var admin = new TopicsAdmin(LocalStack.shared().bootstrapServers(), registry)) {
      var topics = new ArrayList<Topic<?>>(Topics.all(2));
      topics.add(rois(Lane.ROUTINE).withPartitions(2));
      topics.add(rois(Lane.STAT).withPartitions(2));
      admin.apply(topics, 1);
    }
  }

  private static Map<String, String> kafka() {
    return Map.of("bootstrap.servers", LocalStack.shared().bootstrapServers());
  }

  Topic<RoiExtracted> rois(Lane lane) {
    return Topics.ROIS.withName(name + "-rois" + (lane == Lane.STAT ? Topics.STAT_SUFFIX : ""));
  }

  /** The topic of routine regions. */
  Topic<RoiExtracted> rois() {
    return rois(Lane.ROUTINE);
  }

  /** Sends an event under the series of its header, and waits for the broker. */
  <V extends SpecificRecord> void send(Topic<V> topic, V event) throws Exception {
    var key = EventHeaders.of(event).orElseThrow().getSeriesInstanceUid().getBytes(UTF_8);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.name(), key, codec.encode(topic, event))).get();
    }
  }

  /** All that was said of a series, once it is that much. */
  List<SeriesPredicted> await(Topic<SeriesPredicted> topic, String series, int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var said = said(topic, series);
    while (said.size() < count) {
      assertTrue(System.nanoTime() < deadline, "within %s only %s".formatted(PATIENCE, said));
      said = said(topic, series);
    }
    return said;
  }

  /** All that was said of a series until now. */
  List<SeriesPredicted> said(Topic<SeriesPredicted> topic, String series) {
    var said = new ArrayList<SeriesPredicted>();
    try (var reader =
        EventReader.of(
            LocalStack.shared().bootstrapServers(), codec, topic, EventReader.From.BEGINNING)) {
      reader.readToEnd(
          read -> {
            if (read.event().getHeader().getSeriesInstanceUid().equals(series)) {
              said.add(read.event());
            }
          });
    }
    return said;
  }

  /** The dead letters of a series. */
  List<LetterChain> letters(String series) {
    return of(new DeadLetters(kafka(), codec).read(), series);
  }

  /** Redrives the dead letters of a series; none of them is refused. */
  void redrive(String series) {
    var decision = new Decision("the test", Optional.empty(), Optional.empty());
    try (var handling = new DeadLetterHandling(kafka(), codec, Clock.systemUTC())) {
      for (var chain : of(handling.read(), series)) {
        assertEquals(Optional.empty(), handling.redrive(chain, decision).refusal());
      }
    }
  }

  private static List<LetterChain> of(List<LetterChain> chains, String series) {
    return chains.stream()
        .filter(chain -> chain.latest().getHeader() != null)
        .filter(chain -> series.equals(chain.latest().getHeader().getSeriesInstanceUid()))
        .toList();
  }

  @Override
  public void close() {
    registry.close();
  }
}
