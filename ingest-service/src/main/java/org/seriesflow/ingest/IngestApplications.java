package org.seriesflow.ingest;

import java.time.Duration;
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
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.replay.ReplayApplications;
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
  private final StageRuntime stages;

  IngestApplications(
      IngestConfig config,
      StoringSink.Origin origin,
      PayloadStore payloads,
      SchemaRegistryClient registry,
      Readiness readiness,
      StageRuntime stages) {
    this.config = config;
    connections = new Connections(config);
    this.origin = origin;
    this.payloads = payloads;
    this.registry = registry;
    this.readiness = readiness;
    this.stages = stages;
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
    return isReplay()
        ? List.of(normalisation(rules))
        : List.of(announcement(files), assembly(inquiry, admin), normalisation(rules));
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

  private StreamsApplication normalisation(Optional<RuleSet> rules) {
    var topics = NormalisationTopics.of(config.mode());
    return new StreamsApplication(
        normalisationSettings(),
        () ->
            NormalisationTopology.build(
                new NormalisationSettings(config.normalisation().greatestGapMm()),
                rules,
                payloads,
                topics,
                stages),
        topics.all(),
        registry,
        readiness);
  }

  private StreamsSettings normalisationSettings() {
    var settings =
        connections
            .streams(isReplay() ? "normalisation-replay" : "normalisation")
            .withThreads(config.normalisation().threads())
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
