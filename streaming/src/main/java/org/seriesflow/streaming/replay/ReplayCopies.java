package org.seriesflow.streaming.replay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * What is copied of one job: which references are chosen, how far they are, and a transaction after
 * another. Counts travel in the metadata of the committed offsets.
 */
final class ReplayCopies {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Origin origin;
  private final ReplayJob job;
  private final ReplayStage stage;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Predicate<IndexedRecord> where;
  private final Set<String> series;
  private final Map<TopicPartition, Long> starts;
  private final Map<TopicPartition, Long> ends;
  private final Map<TopicPartition, ReplayCounts> counts = new HashMap<>();

  /**
   * Who copies.
   *
   * @param codec of the references
   * @param producerName name and version, as in {@code cli@0.1.0}
   * @param clock for the time of a copy
   */
  record Origin(EventCodec codec, String producerName, Clock clock) {}

  /**
   * The copies of a job.
   *
   * @param producer null where nothing is copied, but counted or looked at
   */
  ReplayCopies(
      Origin origin,
      ReplayJob job,
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer) {
    this.origin = origin;
    this.job = job;
    this.stage = ReplayStage.of(job.getStage());
    this.consumer = consumer;
    this.producer = producer;
    this.where =
        job.getWhere() == null ? _ -> true : EventFilter.parse(job.getWhere(), stage.schema());
    this.series = Set.copyOf(job.getSeries());
    this.starts = byPartition(job.getStartOffsets());
    this.ends = byPartition(job.getEndOffsets());
    consumer.assign(ends.keySet());
  }

  private Map<TopicPartition, Long> byPartition(Map<String, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> SourcePartition.of(job.getSourceTopic(), entry.getKey()),
                Map.Entry::getValue));
  }

  void seekToStart() {
    starts.forEach(consumer::seek);
    ends.keySet().forEach(partition -> counts.put(partition, ReplayCounts.NONE));
  }

  void seek() {
    seekToStart();
    consumer
        .committed(ends.keySet())
        .forEach(
            (partition, committed) -> {
              if (committed != null) {
                consumer.seek(partition, committed.offset());
                counts.put(partition, ReplayCounts.parse(committed.metadata()));
              }
            });
  }

  boolean areComplete() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  ReplayProgress progress() {
    long total = 0;
    long done = 0;
    for (var end : ends.entrySet()) {
      long start = starts.get(end.getKey());
      total += end.getValue() - start;
      done += Math.min(consumer.position(end.getKey()), end.getValue()) - start;
    }
    var sum = counts.values().stream().reduce(ReplayCounts.NONE, ReplayCounts::plus);
    return new ReplayProgress(done, total, sum);
  }

  void count() {
    for (var record : consumer.poll(POLL)) {
      if (isInRange(record)) {
        decide(record);
      }
    }
  }

  /**
   * One transaction: what the poll gives, as far as the range goes.
   *
   * @return how many references were copied
   */
  int next() {
    var records = consumer.poll(POLL);
    if (records.isEmpty() && !areComplete()) {
      return 0;
    }
    int copied = 0;
    producer.beginTransaction();
    for (var record : records) {
      if (isInRange(record)) {
        var event = decide(record);
        if (event != null) {
          send(record, event);
          copied++;
        }
      }
    }
    var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var end : ends.entrySet()) {
      long position = Math.min(consumer.position(end.getKey()), end.getValue());
      positions.put(
          end.getKey(), new OffsetAndMetadata(position, counts.get(end.getKey()).toString()));
    }
    producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
    producer.commitTransaction();
    return copied;
  }

  private boolean isInRange(ConsumerRecord<byte[], byte[]> record) {
    return record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()));
  }

  /** The event where it is chosen, and the count of what became of it. */
  private SpecificRecord decide(ConsumerRecord<byte[], byte[]> record) {
    SpecificRecord chosen = null;
    ReplayCounts one;
    try {
      var event = origin.codec().decode(stage.source(record.topic()), record.value());
      chosen = isChosen(event) ? event : null;
      one = chosen == null ? ReplayCounts.PASSED : ReplayCounts.COPIED;
    } catch (DataException e) {
      one = ReplayCounts.UNREADABLE;
    }
    counts.merge(new TopicPartition(record.topic(), record.partition()), one, ReplayCounts::plus);
    return chosen;
  }

  private boolean isChosen(SpecificRecord event) {
    return EventHeaders.of(event)
        .filter(header -> header.getMode() == ProcessingMode.LIVE)
        .filter(header -> series.isEmpty() || series.contains(header.getSeriesInstanceUid()))
        .filter(_ -> where.test(event))
        .isPresent();
  }

  private void send(ConsumerRecord<byte[], byte[]> record, SpecificRecord event) {
    EventHeader header = EventHeaders.of(event).orElseThrow();
    EventHeader copy = EventHeaders.following(header, origin.producerName(), origin.clock());
    copy.setMode(ProcessingMode.REPLAY);
    copy.setJobId(job.getJobId());
    event.put(event.getSchema().getField("header").pos(), copy);
    var out =
        new ProducerRecord<>(
            job.getTargetTopic(),
            record.partition(),
            origin.clock().millis(),
            copy.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8),
            encode(stage.target(), event));
    ReplayHeaders.add(out.headers(), job);
    out.headers().add("traceparent", copy.getTraceparent().getBytes(StandardCharsets.US_ASCII));
    var _ = producer.send(out);
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> byte[] encode(Topic<V> topic, SpecificRecord event) {
    return origin.codec().encode(topic, (V) event);
  }
}
