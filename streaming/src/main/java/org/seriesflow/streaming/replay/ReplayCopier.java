package org.seriesflow.streaming.replay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * Copies the references of a job: a plain consumer of committed records, whose offsets are
 * committed in the transactions of the copies. It may be ended at any point and begun anew
 * anywhere; two that copy one job end one another by their transactional id.
 */
public final class ReplayCopier {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BATCH = 50;
  private static final double NANOS_A_SECOND = 1e9;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final Map<String, String> kafka;
  private final EventCodec codec;
  private final ReplayJobs jobs;
  private final String producerName;
  private final Clock clock;
  private final Pauses pauses;

  /** Waiting, as a parameter: tests do not wait. */
  @FunctionalInterface
  public interface Pauses {
    /** Waits. */
    void pause(Duration duration) throws InterruptedException;
  }

  /**
   * A copier.
   *
   * @param kafka client settings: bootstrap servers and security
   * @param producerName name and version, as in {@code cli@0.1.0}
   */
  public ReplayCopier(
      Map<String, String> kafka,
      EventCodec codec,
      String producerName,
      Clock clock,
      Pauses pauses) {
    this.kafka = Map.copyOf(kafka);
    this.codec = codec;
    this.jobs = new ReplayJobs(kafka, codec, clock);
    this.producerName = producerName;
    this.clock = clock;
    this.pauses = pauses;
  }

  /**
   * Copies until all is copied or somebody said PAUSED or CANCELLED; gives how the job stands then.
   *
   * @param progress told after each transaction
   * @throws TransientFaultException where the brokers are away: the job is to be resumed
   * @throws ReplayRefusedException where another copies the job now
   */
  public ReplayJob run(ReplayJob job, Consumer<ReplayProgress> progress) {
    try (var producer = producer(job);
        var consumer = consumer(job);
        var changes = jobs.reader()) {
      producer.initTransactions();
      var copies = new Copies(job, consumer, producer);
      copies.seek();
      var said = new Said(job);
      while (true) {
        changes.readToEnd(said::hear);
        var latest = said.latest;
        progress.accept(copies.progress());
        if (latest.getStatus() != ReplayJobStatus.RUNNING) {
          return latest;
        }
        if (copies.areComplete()) {
          var copied = jobs.changed(latest, ReplayJobStatus.COPIED);
          jobs.say(copied);
          return copied;
        }
        if (!copies.pause()) {
          copies.next();
        }
      }
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new ReplayRefusedException(
          "Another process copies job %s now; this one ends.".formatted(job.getJobId()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted; the job is to be resumed.", e);
    } catch (KafkaException e) {
      throw new TransientFaultException(
          "Job %s stands still and is to be resumed: %s".formatted(job.getJobId(), e.getMessage()),
          e);
    }
  }

  /** What was last said of a job. */
  private static final class Said {
    private ReplayJob latest;

    Said(ReplayJob job) {
      this.latest = job;
    }

    void hear(ReadEvent<SpecificRecord> read) {
      if (read.event() instanceof ReplayJob job && job.getJobId().equals(latest.getJobId())) {
        latest = job;
      }
    }
  }

  /** What a job would copy, without a trace. */
  public ReplayProgress dryRun(ReplayJob job) {
    try (var consumer = consumer(job)) {
      var copies = new Copies(job, consumer, null);
      copies.seekToStart();
      while (!copies.areComplete()) {
        copies.count();
      }
      return copies.progress();
    }
  }

  /** How far a job is, wherever it is copied. */
  public ReplayProgress progress(ReplayJob job) {
    try (var consumer = consumer(job)) {
      var copies = new Copies(job, consumer, null);
      copies.seek();
      return copies.progress();
    }
  }

  private static String group(ReplayJob job) {
    return "seriesflow-replay-" + job.getJobId();
  }

  private KafkaProducer<byte[], byte[]> producer(ReplayJob job) {
    var properties = new TreeMap<String, Object>(kafka);
    properties.put("transactional.id", group(job));
    properties.put("acks", "all");
    properties.put("max.request.size", 4 << 20);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Records of one transaction: with a rate as many as it allows within a second. */
  private static int batch(ReplayJob job) {
    var rate = job.getRatePerSecond();
    return rate == null ? BATCH : Math.clamp(rate.longValue(), 1, BATCH);
  }

  private KafkaConsumer<byte[], byte[]> consumer(ReplayJob job) {
    var properties = new TreeMap<String, Object>(kafka);
    properties.put("group.id", group(job));
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    // Never to jump over records unseen, where retention overtakes a job.
    properties.put("auto.offset.reset", "none");
    properties.put("max.poll.records", batch(job));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The copying of one job. Counts travel in the metadata of the committed offsets. */
  private final class Copies {
    private final ReplayJob job;
    private final ReplayStage stage;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Predicate<IndexedRecord> where;
    private final Set<String> series;
    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, ReplayCounts> counts = new HashMap<>();
    private final Duration pauseOfOne;
    private Duration owed = Duration.ZERO;

    Copies(
        ReplayJob job,
        KafkaConsumer<byte[], byte[]> consumer,
        KafkaProducer<byte[], byte[]> producer) {
      this.job = job;
      this.stage = ReplayStage.of(job.getStage());
      this.consumer = consumer;
      this.producer = producer;
      this.where =
          job.getWhere() == null ? _ -> true : EventFilter.parse(job.getWhere(), stage.schema());
      this.series = Set.copyOf(job.getSeries());
      this.pauseOfOne =
          job.getRatePerSecond() == null
              ? Duration.ZERO
              : Duration.ofNanos((long) (NANOS_A_SECOND / job.getRatePerSecond()));
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
     * Waits a little where the rate wants it: outside of transactions, as what others write to the
     * topic cannot be read before an open one ends, and in pieces, so that a change is heard.
     *
     * @return whether it waited
     */
    boolean pause() throws InterruptedException {
      if (owed.isZero()) {
        return false;
      }
      var piece = owed.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : owed;
      pauses.pause(piece);
      owed = owed.minus(piece);
      return true;
    }

    /** One transaction: what the poll gives, as far as the range goes. */
    void next() throws InterruptedException {
      var records = consumer.poll(POLL);
      if (records.isEmpty() && !areComplete()) {
        return;
      }
      producer.beginTransaction();
      for (var record : records) {
        if (isInRange(record)) {
          var event = decide(record);
          if (event != null) {
            send(record, event);
            owed = owed.plus(pauseOfOne);
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
    }

    private boolean isInRange(ConsumerRecord<byte[], byte[]> record) {
      return record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()));
    }

    /** The event where it is chosen, and the count of what became of it. */
    private SpecificRecord decide(ConsumerRecord<byte[], byte[]> record) {
      SpecificRecord chosen = null;
      ReplayCounts one;
      try {
        var event = codec.decode(stage.source(record.topic()), record.value());
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
      EventHeader copy = EventHeaders.following(header, producerName, clock);
      copy.setMode(ProcessingMode.REPLAY);
      copy.setJobId(job.getJobId());
      event.put(event.getSchema().getField("header").pos(), copy);
      var out =
          new ProducerRecord<>(
              job.getTargetTopic(),
              record.partition(),
              clock.millis(),
              copy.getSeriesInstanceUid().getBytes(StandardCharsets.UTF_8),
              encode(stage.target(), event));
      ReplayHeaders.add(out.headers(), job);
      out.headers().add("traceparent", copy.getTraceparent().getBytes(StandardCharsets.US_ASCII));
      var _ = producer.send(out);
    }
  }

  @SuppressWarnings("unchecked")
  private <V extends SpecificRecord> byte[] encode(Topic<V> topic, SpecificRecord event) {
    return codec.encode(topic, (V) event);
  }
}
