package org.seriesflow.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.StreamsConfig;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.InstanceContent;
import org.seriesflow.dicom.NormalisationSettings;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.ingest.archive.ArchiveInquiry;
import org.seriesflow.ingest.assembly.AssemblySettings;
import org.seriesflow.ingest.assembly.AssemblyTopology;
import org.seriesflow.ingest.assembly.KafkaPartitionEnds;
import org.seriesflow.ingest.assembly.StoredContentComparison;
import org.seriesflow.ingest.normalisation.NormalisationTopology;
import org.seriesflow.ingest.normalisation.NormalisationTopology.NormalisationTopics;
import org.seriesflow.ingest.reception.AnnouncementTopology;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.app.StreamsApplication;
import org.seriesflow.streaming.app.StreamsSettings;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.replay.ReplayApplications;
import org.seriesflow.streaming.stage.LaneGate;
import org.seriesflow.streaming.stage.MicrometerStageMetrics;
import org.seriesflow.streaming.stage.ServedLanes;
import org.seriesflow.streaming.stage.StageRuntime;

/** The Kafka Streams applications of the service, as the configuration wants them. */
final class IngestApplications {
  private static final Duration LONGEST_NORMALISATION = Duration.ofMinutes(10);
  private static final Duration LONGEST_ASSEMBLY = Duration.ofMinutes(2);

  /** An event commits at once; without one, only what a crash would do again waits. */
  private static final String ASSEMBLY_COMMIT_INTERVAL_MILLIS = "200";

  private static final int INSTANCES_PER_POLL = 500;

  private static final List<Topic<?>> ANNOUNCEMENT_TOPICS =
      List.of(
          Topics.INSTANCES_ANNOUNCED,
          Topics.INSTANCES,
          Topics.DEAD_LETTERS,
          // Written by the receiver, which has no application to verify it.
          Topics.STORAGE_COMMITMENTS);
  private static final List<Topic<?>> ASSEMBLY_TOPICS =
      List.of(
          Topics.INSTANCES,
          Topics.SERIES_EVIDENCE,
          Topics.SERIES_ASSEMBLED,
          Topics.SERIES_ASSEMBLED_STAT,
          Topics.DEAD_LETTERS);

  private final IngestConfig config;
  private final Connections connections;
  private final StoringSink.Origin origin;
  private final PayloadStore payloads;
  private final SchemaRegistryClient registry;
  private final Readiness readiness;
  private final MeterRegistry meters;
  private final StageRuntime stages;
  private final LaneGate gate;

  IngestApplications(
      IngestConfig config,
      StoringSink.Origin origin,
      PayloadStore payloads,
      SchemaRegistryClient registry,
      Readiness readiness,
      MeterRegistry meters) {
    this.config = config;
    connections = new Connections(config);
    this.origin = origin;
    this.payloads = payloads;
    this.registry = registry;
    this.readiness = readiness;
    this.meters = meters;
    stages = stages(readiness, ServedLanes.ALL);
    // No device is shared: each thread of a lane may make a volume, but the urgent ones go first.
    gate =
        new LaneGate(
            "normalisation",
            config.normalisation().threads() + config.normalisation().statThreads(),
            config.lanes().longestWait(),
            System::nanoTime,
            meters);
  }

  /**
   * All of them; a replay receives and assembles nothing: it makes volumes of the instances of
   * jobs.
   *
   * @param rules which series goes to which package, where there are such
   * @param files the rules of acceptance
   * @param inquiry asks about quiet series, where an archive is configured
   * @param admin a client for questions to the broker
   */
  List<StreamsApplication> make(
      Optional<RuleSet> rules,
      FileIntake files,
      Optional<ArchiveInquiry> inquiry,
      Supplier<Admin> admin) {
    var applications = new ArrayList<StreamsApplication>();
    if (!isReplay()) {
      applications.add(announcement(files));
      applications.add(assembly(inquiry, admin));
    }
    applications.addAll(normalisation(rules));
    return applications;
  }

  /** One a lane, or one for all where nobody waits. */
  List<StreamsApplication> normalisation(Optional<RuleSet> rules) {
    return ServedLanes.of(config.mode()).stream()
        .map(lanes -> normalisation(rules, lanes))
        .toList();
  }

  /** From now on no lane waits for another; to be called before the applications stop. */
  void stopWaiting() {
    gate.stop();
  }

  private StageRuntime stages(Readiness whose, ServedLanes lanes) {
    return StageRuntime.of(
        origin.producer(),
        new EventCodec(registry),
        whose,
        new MicrometerStageMetrics(meters, lanes));
  }

  private boolean isReplay() {
    return config.mode() == ProcessingMode.REPLAY;
  }

  private StreamsApplication announcement(FileIntake files) {
    return new StreamsApplication(
        connections.streams("announcement").withLongestWork(LONGEST_ASSEMBLY),
        () -> AnnouncementTopology.build(payloads, files, origin, stages),
        ANNOUNCEMENT_TOPICS,
        registry,
        readiness);
  }

  private StreamsApplication assembly(Optional<ArchiveInquiry> inquiry, Supplier<Admin> admin) {
    return new StreamsApplication(
        connections
            .streams("assembly")
            .withThreads(config.assembly().threads())
            .withRecordsPerPoll(INSTANCES_PER_POLL)
            .withOverrides(
                Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, ASSEMBLY_COMMIT_INTERVAL_MILLIS))
            .withLongestWork(LONGEST_ASSEMBLY),
        () ->
            AssemblyTopology.build(
                assemblySettings(inquiry),
                payloads,
                new StoredContentComparison(payloads, InstanceContent::same),
                new KafkaPartitionEnds(
                    admin.get(), Topics.INSTANCES.name(), connections.applicationId("assembly")),
                stages),
        ASSEMBLY_TOPICS,
        registry,
        readiness);
  }

  private StreamsApplication normalisation(Optional<RuleSet> rules, ServedLanes lanes) {
    var topics = NormalisationTopics.of(config.mode(), lanes);
    // A readiness each: what holds up one lane does not hold up the other.
    var own = lanes == ServedLanes.STAT ? new Readiness() : readiness;
    return new StreamsApplication(
        normalisationSettings(lanes),
        () ->
            NormalisationTopology.build(
                new NormalisationSettings(config.normalisation().greatestGapMm()),
                rules,
                payloads,
                topics,
                () -> gate.begin(lanes.lane()),
                stages(own, lanes)),
        topics.all(),
        registry,
        own);
  }

  private StreamsSettings normalisationSettings(ServedLanes lanes) {
    var threads =
        lanes == ServedLanes.STAT
            ? config.normalisation().statThreads()
            : config.normalisation().threads();
    var settings =
        connections
            .streams(isReplay() ? "normalisation-replay" : lanes.applicationId("normalisation"))
            .withThreads(threads)
            .withLongestWork(LONGEST_NORMALISATION);
    return isReplay()
        ? settings.withOverrides(
            Map.of(
                StreamsConfig.CLIENT_ID_CONFIG,
                ReplayApplications.clientId(
                    ReplayApplications.NORMALISATION, "", UUID.randomUUID())))
        : settings;
  }

  private AssemblySettings assemblySettings(Optional<ArchiveInquiry> inquiry) {
    var settings =
        AssemblySettings.withIdle(connections.idleTimes())
            .withRetention(config.assembly().retention())
            .ignoring(config.assembly().ignoredEvidence().orElse(Set.of()));
    return inquiry
        .map(archive -> settings.telling(archive, config.archive().after()))
        .orElse(settings);
  }
}
