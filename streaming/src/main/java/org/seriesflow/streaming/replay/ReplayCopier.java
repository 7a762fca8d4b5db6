package org.seriesflow.streaming.replay;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.registry.EventCodec;

/**
 * Copies the references of a job: a plain consumer of committed records, whose offsets are
 * committed in the transactions of the copies. It may be ended at any point and begun anew
 * anywhere; two that copy one job end one another by their transactional id.
 */
public final class ReplayCopier {
  private final Map<String, String> kafka;
  private final ReplayCopies.Origin origin;
  private final ReplayJobs jobs;
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
    this.origin = new ReplayCopies.Origin(codec, producerName, clock);
    this.jobs = new ReplayJobs(kafka, codec, clock);
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
      var copies = new ReplayCopies(origin, job, consumer, producer);
      copies.seek();
      var pace = new ReplayPace(job, pauses);
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
        if (!pace.pause()) {
          pace.copied(copies.next());
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
      var copies = new ReplayCopies(origin, job, consumer, null);
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
      var copies = new ReplayCopies(origin, job, consumer, null);
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

  private KafkaConsumer<byte[], byte[]> consumer(ReplayJob job) {
    var properties = new TreeMap<String, Object>(kafka);
    properties.put("group.id", group(job));
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    // Never to jump over records unseen, where retention overtakes a job.
    properties.put("auto.offset.reset", "none");
    properties.put("max.poll.records", ReplayPace.batch(job));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
