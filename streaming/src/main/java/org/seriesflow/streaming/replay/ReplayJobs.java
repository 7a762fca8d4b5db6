package org.seriesflow.streaming.replay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;

/** The jobs as they stand in {@code replay-jobs}: made, told and changed there. */
public final class ReplayJobs {
  private final Map<String, String> kafka;
  private final EventCodec codec;
  private final Clock clock;

  /**
   * What is asked for.
   *
   * @param from where each partition begins; EARLIEST, an offset or a time
   * @param to where it ends; LATEST is what stands now
   * @param series none: all
   * @param where expression of {@link EventFilter}
   * @param roiSha256 empty: that of the one replay application that runs
   * @param ratePerSecond references a second at most
   * @param runner application that copies; empty where a command does
   */
  public record Request(
      ReplayStage stage,
      String from,
      String to,
      List<String> series,
      Optional<String> where,
      String classifierSha256,
      Optional<String> roiSha256,
      Optional<Double> ratePerSecond,
      Optional<String> runner) {
    public Request {
      series = List.copyOf(series);
      where.ifPresent(text -> EventFilter.parse(text, stage.schema()));
      if (ratePerSecond.filter(rate -> !(rate > 0)).isPresent()) {
        throw new ReplayRefusedException(
            "The rate is %s and must be above 0.".formatted(ratePerSecond.get()));
      }
      if (roiSha256.isPresent() && !stage.locates()) {
        throw new ReplayRefusedException(
            "A job from %s uses the regions as recorded; it takes no ROI package."
                .formatted(stage.word()));
      }
    }
  }

  /**
   * Jobs of a broker.
   *
   * @param kafka client settings: bootstrap servers and security
   */
  public ReplayJobs(Map<String, String> kafka, EventCodec codec, Clock clock) {
    this.kafka = Map.copyOf(kafka);
    this.codec = codec;
    this.clock = clock;
  }

  /**
   * A job with its offsets, not yet said to anyone.
   *
   * @throws ReplayRefusedException where no application runs that would work on it, or what is
   *     asked for makes no sense
   */
  public ReplayJob plan(Request request) {
    var running = ReplayApplications.running(kafka);
    var classifier =
        running.require(PackageRole.CLASSIFIER.name(), Optional.of(request.classifierSha256()));
    var roi =
        request.stage().locates()
            ? running.require(PackageRole.ROI.name(), request.roiSha256())
            : null;
    if (request.stage() == ReplayStage.INSTANCES) {
      running.require(ReplayApplications.NORMALISATION, Optional.empty());
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var range = range(request);
    return ReplayJob.newBuilder()
        .setJobId(UUID.randomUUID().toString())
        .setStage(request.stage().word())
        .setSourceTopic(request.stage().sources().getFirst().name())
        .setTargetTopic(request.stage().target().name())
        .setStartOffsets(range.start())
        .setEndOffsets(range.end())
        .setSeries(request.series())
        .setWhere(request.where().orElse(null))
        .setClassifierSha256(classifier)
        .setRoiSha256(roi)
        .setRatePerSecond(request.ratePerSecond().orElse(null))
        .setDeleted(range.deleted())
        .setStatus(ReplayJobStatus.RUNNING)
        .setRunner(request.runner().orElse(null))
        .setCreatedAt(now)
        .setChangedAt(now)
        .build();
  }

  private ReplayRange range(Request request) {
    var properties = new TreeMap<String, Object>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("allow.auto.create.topics", "false");
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return ReplayRange.of(
          consumer,
          request.stage().sources().stream().map(Topic::name).toList(),
          Position.parse(request.from()),
          Position.parse(request.to()));
    }
  }

  /** Says how it stands with a job. */
  public void say(ReplayJob job) {
    try (var producer = new EventProducer(kafka, codec, Duration.ofSeconds(10))) {
      producer.send(
          new ProducerRecord<>(
              Topics.REPLAY_JOBS.name(),
              job.getJobId().getBytes(StandardCharsets.UTF_8),
              codec.encode(Topics.REPLAY_JOBS, job)));
    }
  }

  /**
   * Says that somebody wants a job to stand otherwise.
   *
   * @throws ReplayRefusedException where there is no such job, or it can no longer change so
   */
  public ReplayJob change(String jobId, ReplayJobStatus status) {
    var job = get(jobId);
    boolean ended =
        job.getStatus() == ReplayJobStatus.CANCELLED || job.getStatus() == ReplayJobStatus.COPIED;
    if (ended && !job.getStatus().equals(status)) {
      throw new ReplayRefusedException(
          "Job %s is %s and cannot be %s.".formatted(jobId, job.getStatus(), status));
    }
    var changed = changed(job, status);
    say(changed);
    return changed;
  }

  ReplayJob changed(ReplayJob job, ReplayJobStatus status) {
    return ReplayJob.newBuilder(job)
        .setStatus(status)
        .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /** All jobs, the oldest first. */
  public List<ReplayJob> list() {
    var jobs = new LinkedHashMap<String, ReplayJob>();
    try (var reader = reader()) {
      reader.readToEnd(
          read -> {
            if (read.event() instanceof ReplayJob job) {
              jobs.put(job.getJobId(), job);
            }
          });
    }
    return jobs.values().stream()
        .sorted(java.util.Comparator.comparing(ReplayJob::getCreatedAt))
        .toList();
  }

  EventReader<org.apache.avro.specific.SpecificRecord> reader() {
    return EventReader.catalogue(
        kafka, codec, List.of(Topics.REPLAY_JOBS), EventReader.From.BEGINNING);
  }

  /**
   * One job, by its id or an unambiguous beginning of it.
   *
   * @throws ReplayRefusedException where there is none
   */
  public ReplayJob get(String jobId) {
    var found = list().stream().filter(job -> job.getJobId().startsWith(jobId)).toList();
    if (found.size() != 1) {
      throw new ReplayRefusedException(
          found.isEmpty()
              ? "There is no replay job '%s'.".formatted(jobId)
              : "'%s' begins %d replay jobs.".formatted(jobId, found.size()));
    }
    return found.getFirst();
  }
}
