package org.seriesflow.streaming.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.Lane;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.SeriesAttributes;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.streaming.EventReader;
import org.seriesflow.streaming.ReadEvent;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.InMemorySchemaRegistry;

/** On a real broker; a consumer group with the client id of one plays the replay application. */
class ReplayCopierTest {
  private static final String CLASSIFIER = "c".repeat(64);
  private static final int SERIES = 120;
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final EventCodec codec = new EventCodec(new InMemorySchemaRegistry());
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final List<Duration> pauses = new ArrayList<>();
  private EmbeddedKafka kafka;
  private Map<String, String> client;
  private ReplayJobs jobs;
  private KafkaConsumer<byte[], byte[]> application;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start();
    client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    jobs = new ReplayJobs(client, codec, clock);
    try (var admin = Admin.create(Map.<String, Object>copyOf(client))) {
      admin
          .createTopics(
              Topics.all().stream().map(topic -> new NewTopic(topic.name(), 2, (short) 1)).toList())
          .all()
          .get();
    }
    write(Topics.ROIS, 1, SERIES);
    application = application();
  }

  @AfterEach
  void stop() {
    application.close();
    kafka.close();
  }

  @Test
  void shouldCopyUnderTheJobTheModeAndTheTimeOfTheReplay() {
    var job = said(request());

    copier().run(job, progress -> {});

    var copies = copies();
    assertEquals(SERIES, copies.size());
    var first = copies.getFirst();
    assertEquals(ProcessingMode.REPLAY, first.event().getHeader().getMode());
    assertEquals(job.getJobId(), first.event().getHeader().getJobId());
    assertEquals(NOW.toEpochMilli(), first.timestamp());
    assertEquals(
        CLASSIFIER,
        new String(
            first
                .record()
                .headers()
                .lastHeader(ReplayHeaders.packageKey(PackageRole.CLASSIFIER))
                .value(),
            UTF_8));
  }

  @Test
  void shouldCopyUrgentSeriesToTheSameTopicAndCountThem() throws Exception {
    write(Topics.ROIS_STAT, 1001, 3);
    var job = said(request());

    var copied = copier().run(job, progress -> {});

    var urgent =
        copies().stream()
            .map(read -> read.event().getHeader())
            .filter(header -> header.getLane() == Lane.STAT)
            .map(EventHeader::getSeriesInstanceUid)
            .toList();
    assertEquals(Set.of("1.2.1001", "1.2.1002", "1.2.1003"), Set.copyOf(urgent));
    assertEquals(3, urgent.size());
    assertEquals(
        new ReplayProgress(SERIES + 3, SERIES + 3, new ReplayCounts(SERIES + 3, 0, 0)),
        copier().progress(copied));
    assertEquals(Set.of("0", "1", "rois.stat-0", "rois.stat-1"), copied.getEndOffsets().keySet());
  }

  @Test
  void shouldGoOnWithAJobThatWasMadeBeforeThereWereLanes() throws Exception {
    write(Topics.ROIS_STAT, 1001, 3);
    var plan = jobs.plan(request());
    var job =
        ReplayJob.newBuilder(plan)
            .setStartOffsets(ofTheSourceTopic(plan.getStartOffsets()))
            .setEndOffsets(ofTheSourceTopic(plan.getEndOffsets()))
            .build();
    jobs.say(job);

    copier().run(job, progress -> {});

    assertEquals(SERIES, copies().size());
    assertEquals(SERIES, copier().progress(job).total());
  }

  private static Map<String, Long> ofTheSourceTopic(Map<String, Long> offsets) {
    return offsets.entrySet().stream()
        .filter(entry -> entry.getKey().matches("[0-9]+"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void shouldCopyEachReferenceOnceWhereItIsEndedAndBegunAnew() {
    var job = said(request());
    assertThrows(
        IllegalStateException.class,
        () ->
            copier()
                .run(
                    job,
                    progress -> {
                      if (progress.done() > 0) {
                        throw new IllegalStateException("killed");
                      }
                    }));

    var ended = copier().run(jobs.get(job.getJobId()), progress -> {});

    assertEquals(ReplayJobStatus.COPIED, ended.getStatus());
    assertEquals(SERIES, copies().size());
    assertEquals(SERIES, copier().progress(ended).counts().copied());
  }

  @Test
  void shouldStopWhenSomebodySaysPausedAndGoOnWhenTheJobIsResumed() {
    var job = said(request());

    var paused =
        copier()
            .run(
                job,
                progress -> {
                  if (progress.done() > 0 && isRunning(job)) {
                    jobs.change(job.getJobId(), ReplayJobStatus.PAUSED);
                  }
                });
    assertEquals(ReplayJobStatus.PAUSED, paused.getStatus());
    assertTrue(copies().size() < SERIES, copies().size() + " of " + SERIES);

    copier().run(jobs.change(job.getJobId(), ReplayJobStatus.RUNNING), progress -> {});
    assertEquals(SERIES, copies().size());
  }

  @Test
  void shouldNotGoOnWithACancelledJob() {
    var job = said(request());
    jobs.change(job.getJobId(), ReplayJobStatus.CANCELLED);

    var refusal =
        assertThrows(
            ReplayRefusedException.class,
            () -> jobs.change(job.getJobId(), ReplayJobStatus.RUNNING));

    assertEquals(
        "Job %s is CANCELLED and cannot be RUNNING.".formatted(job.getJobId()),
        refusal.getMessage());
  }

  @Test
  void shouldEndACopierWhoseJobAnotherHasTakenOver() {
    var job = said(request());
    var taken = new ArrayList<ReplayJob>();
    Consumer<ReplayProgress> takeOver =
        progress -> {
          if (taken.isEmpty()) {
            taken.add(job);
            copier().run(job, ignored -> {});
          }
        };

    // The other has copied all; the first meets the fence with its next transaction.
    assertThrows(ReplayRefusedException.class, () -> copier().run(job, takeOver));
    assertEquals(SERIES, copies().size());
  }

  @Test
  void shouldCopyTheSeriesAndTheEventsThatAreChosenAndCountTheOthers() {
    var job =
        said(
            new ReplayJobs.Request(
                ReplayStage.ROIS,
                "EARLIEST",
                "LATEST",
                List.of("1.2.1", "1.2.2", "1.2.3"),
                Optional.of("header.revision = 1 and attributes.modality = 'CT'"),
                CLASSIFIER,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

    copier().run(job, progress -> {});

    // Every second series is CT.
    assertEquals(
        List.of("1.2.2"),
        copies().stream().map(read -> read.event().getHeader().getSeriesInstanceUid()).toList());
    assertEquals(new ReplayCounts(1, SERIES - 1, 0), copier().progress(job).counts());
  }

  @Test
  void shouldCountInADryRunAndLeaveNoTrace() {
    var counted = copier().dryRun(jobs.plan(request()));

    assertEquals(SERIES, counted.counts().copied());
    assertEquals(List.of(), copies());
    assertEquals(List.of(), jobs.list());
  }

  @Test
  void shouldPauseBetweenReferencesAsTheRateSays() {
    var job = said(twoSeriesAt(4.0));

    copier().run(job, progress -> {});

    // After the last there may be others that are not chosen.
    var paused = pauses.stream().reduce(Duration.ZERO, Duration::plus).toMillis();
    assertTrue(paused == 250 || paused == 500, pauses.toString());
  }

  @Test
  void shouldLetOthersReadWhatIsCopiedWhileASlowJobPauses() {
    var job = said(twoSeriesAt(.5));

    new ReplayCopier(client, codec, "test@1", clock, this::pauseUntilTheFirstCopyIsReadable)
        .run(job, progress -> {});

    // In pieces of half a second, so that a change is heard.
    assertTrue(pauses.size() >= 4, pauses.toString());
  }

  private void pauseUntilTheFirstCopyIsReadable(Duration pause) {
    pauses.add(pause);
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (readable().isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "nothing can be read while the copier pauses");
    }
  }

  private ReplayJobs.Request twoSeriesAt(double rate) {
    var request = request();
    return new ReplayJobs.Request(
        request.stage(),
        request.from(),
        request.to(),
        List.of("1.2.1", "1.2.2"),
        request.where(),
        CLASSIFIER,
        Optional.empty(),
        Optional.of(rate),
        Optional.empty());
  }

  @Test
  void shouldListWhatRetentionHasDeleted() throws Exception {
    write(Topics.ROIS_STAT, 1001, 3);
    try (var admin = Admin.create(Map.<String, Object>copyOf(client))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition("rois", 0), RecordsToDelete.beforeOffset(5),
                  new TopicPartition("rois.stat", 1), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }

    var job = jobs.plan(request());

    assertEquals(
        List.of(
            "Partition 0: retention has deleted the offsets 0 to 4.",
            "Partition rois.stat-1: retention has deleted the offsets 0 to 0."),
        job.getDeleted());
    assertEquals(5L, job.getStartOffsets().get("0"));
    assertEquals(1L, job.getStartOffsets().get("rois.stat-1"));
  }

  @Test
  void shouldRefuseAPackageThatNoReplayApplicationRuns() {
    var other = "d".repeat(64);

    var refusal =
        assertThrows(
            ReplayRefusedException.class,
            () ->
                jobs.plan(
                    new ReplayJobs.Request(
                        ReplayStage.ROIS,
                        "EARLIEST",
                        "LATEST",
                        List.of(),
                        Optional.empty(),
                        other,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));

    assertEquals(
        "No replay application CLASSIFIER runs package %s; those that run have [%s]. Start one with seriesflow.mode=REPLAY (docs/replay.md)."
            .formatted(other, CLASSIFIER),
        refusal.getMessage());
  }

  private ReplayJobs.Request request() {
    return new ReplayJobs.Request(
        ReplayStage.ROIS,
        "EARLIEST",
        "LATEST",
        List.of(),
        Optional.empty(),
        CLASSIFIER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private ReplayJob said(ReplayJobs.Request request) {
    var job = jobs.plan(request);
    jobs.say(job);
    return job;
  }

  private boolean isRunning(ReplayJob job) {
    return jobs.get(job.getJobId()).getStatus() == ReplayJobStatus.RUNNING;
  }

  private ReplayCopier copier() {
    return new ReplayCopier(client, codec, "test@1", clock, pauses::add);
  }

  private KafkaConsumer<byte[], byte[]> application() {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "classifier-replay",
                "client.id",
                ReplayApplications.clientId("CLASSIFIER", CLASSIFIER, new UUID(1, 2))),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of("rois.replay"));
    while (consumer.assignment().isEmpty()) {
      consumer.poll(Duration.ofMillis(100));
    }
    return consumer;
  }

  /** Series 1.2.1 and so on, one revision each; of live mode, as they flowed. */
  private void write(Topic<RoiExtracted> topic, int first, int count) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(client),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = first; number < first + count; number++) {
        EventHeader header = Samples.header("1.2." + number, 1);
        header.setLane(topic.equals(Topics.ROIS_STAT) ? Lane.STAT : Lane.ROUTINE);
        var event =
            RoiExtracted.newBuilder()
                .setHeader(header)
                .setAttributes(
                    SeriesAttributes.newBuilder()
                        .setModality(number % 2 == 0 ? "CT" : "MR")
                        .build())
                .setNormalisationVersion("1.0")
                .setInputDigest("dd")
                .build();
        producer
            .send(
                new ProducerRecord<>(
                    topic.name(),
                    number % 2,
                    header.getSeriesInstanceUid().getBytes(UTF_8),
                    codec.encode(topic, event)))
            .get();
      }
    }
  }

  private List<ReadEvent<RoiExtracted>> copies() {
    // A commit is to be seen at the latest when the next transaction of its id may begin.
    jobs.list().forEach(job -> fence(job.getJobId()));
    return readable();
  }

  private List<ReadEvent<RoiExtracted>> readable() {
    var copies = new ArrayList<ReadEvent<RoiExtracted>>();
    try (var reader =
        EventReader.of(
            kafka.bootstrapServers(), codec, Topics.ROIS_REPLAY, EventReader.From.BEGINNING)) {
      reader.readToEnd(copies::add);
    }
    return copies;
  }

  private void fence(String jobId) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                "seriesflow-replay-" + jobId),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
    }
  }
}
