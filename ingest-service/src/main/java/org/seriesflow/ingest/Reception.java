package org.seriesflow.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.seriesflow.dicom.DicomReceiver;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.ReceiverSettings;
import org.seriesflow.dicom.SeriesNotifications;
import org.seriesflow.ingest.commitment.CommitmentLedger;
import org.seriesflow.ingest.commitment.CommitmentLog;
import org.seriesflow.ingest.commitment.Promise;
import org.seriesflow.ingest.evidence.EvidenceOfPeers;
import org.seriesflow.ingest.reception.Arrival;
import org.seriesflow.ingest.reception.LeaderEpochs;
import org.seriesflow.ingest.reception.LogWatch;
import org.seriesflow.ingest.reception.ReceptionMetrics;
import org.seriesflow.ingest.reception.Recovery;
import org.seriesflow.ingest.reception.RefusalMetrics;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.ingest.reception.TopicOfInstances;
import org.seriesflow.ingest.stow.RemoteAddresses;
import org.seriesflow.ingest.stow.StowService;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.registry.EventCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes instances in: first what the log lacks is published, then the receiver and STOW-RS
 * serve, and the log is watched for losses.
 */
final class Reception implements AutoCloseable {
  /** Its name in the reasons why the service is not ready. */
  static final String NAME = "receiver";

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Backoff BETWEEN_TRIES =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofDays(1));

  private final IngestConfig config;
  private final Connections connections;
  private final KafkaClients kafka;
  private final EventCodec codec;
  private final PayloadStore payloads;
  private final StoringSink.Origin origin;
  private final Optional<Deidentification> deidentification;
  private final Readiness readiness;
  private final MeterRegistry meters;
  private final Supplier<SeriesEvidenceLog> evidenceLog;
  private final ReceiverSettings settings;
  private final RemoteAddresses stowClients;
  private final Map<String, Promise> promises;
  private final ReceptionMetrics metrics;
  private final RefusalMetrics refusals;

  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("log-watch").factory());

  private LogWatch logWatch;
  private volatile DicomReceiver receiver;
  private volatile StowService stow;
  private volatile SeriesEvidenceLog evidence;
  private boolean closed;

  /**
   * Checks what is configured; serves nobody before {@link #listen}.
   *
   * @param origin who says so in the events
   * @param evidenceLog where what bears on completeness is written to
   */
  Reception(
      IngestConfig config,
      Connections connections,
      KafkaClients kafka,
      EventCodec codec,
      PayloadStore payloads,
      StoringSink.Origin origin,
      Optional<Deidentification> deidentification,
      Readiness readiness,
      MeterRegistry meters,
      Supplier<SeriesEvidenceLog> evidenceLog) {
    this.config = config;
    this.connections = connections;
    this.kafka = kafka;
    this.codec = codec;
    this.payloads = payloads;
    this.origin = origin;
    this.deidentification = deidentification;
    this.readiness = readiness;
    this.meters = meters;
    this.evidenceLog = evidenceLog;
    stowClients = connections.stowClients();
    promises = connections.promises();
    var configured = connections.receiver();
    settings =
        deidentification
            .map(on -> configured.with(on.deidentifier()))
            .orElse(configured)
            .with(origin.lanes().asked());
    metrics = new ReceptionMetrics(meters);
    refusals = new RefusalMetrics(meters, metrics);
    Gauge.builder("seriesflow.reception.associations", this, Reception::openAssociations)
        .description("Open associations")
        .register(meters);
  }

  /**
   * Publishes and then serves; waits while broker or store are away.
   *
   * @throws UncheckedIOException where a port cannot be bound
   */
  void listen() {
    var log = new TopicOfInstances(kafka.producer(), connections.kafka(), codec);
    var clock = Clock.systemUTC();
    var recovery =
        new Recovery(payloads, log, log, metrics, origin, clock, deidentification.isPresent());
    untilNothingIsAway(
        () -> {
          var epochs = new LeaderEpochs(kafka.admin(), Topics.INSTANCES.name());
          Runnable publishing = () -> recovery.publishMissing(config.recovery().horizon());
          logWatch = new LogWatch(epochs, publishing);
          publishing.run();
        });
    var sink =
        new StoringSink(
            payloads,
            log,
            metrics,
            origin,
            connections.reserve(),
            clock,
            deidentification.map(Deidentification::identities));
    synchronized (this) {
      if (closed) {
        return;
      }
      evidence = evidenceLog.get();
      var peers = new EvidenceOfPeers(evidence);
      try {
        receiver =
            DicomReceiver.start(
                settings,
                peers.hearing(sink),
                refusals,
                commitment(peers),
                config.dicom().notifications() ? peers : SeriesNotifications.NONE);
      } catch (IOException e) {
        throw new UncheckedIOException("the receiver: " + e.getMessage(), e);
      }
      stow = stow(sink);
      long interval = config.recovery().checkInterval().toMillis();
      var _ =
          watching.scheduleWithFixedDelay(
              logWatch::look, interval, interval, TimeUnit.MILLISECONDS);
    }
    readiness.up(NAME);
    LOG.info("DICOM receiver listens on {} {}", config.dicom().host(), receiver.ports());
  }

  private CommitmentLedger commitment(CommitmentLedger.RequestedSeries peers) {
    var log = new CommitmentLog(kafka.producer(), connections.kafka(), codec);
    return new CommitmentLedger(
        promises, log, payloads, origin.producer(), meters, peers, Clock.systemUTC());
  }

  private StowService stow(StoringSink sink) {
    var limits = connections.stowLimits();
    return new StowService(
        files(), () -> sink.begin(Arrival.STOW), limits, stowClients, refusals, System::nanoTime);
  }

  /** What looks into files that come by other ways than C-STORE. */
  FileIntake files() {
    return new FileIntake(
        settings.peers().excludedSopClasses(),
        connections.stowLimits().partBytes(),
        refusals::instanceRefused,
        deidentification.map(Deidentification::deidentifier),
        settings.asked());
  }

  private void untilNothingIsAway(Runnable work) {
    for (var attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (TransientFaultException e) {
        readiness.down(NAME, e.getMessage());
        LOG.warn("recovery waits: {}", e.getMessage());
        if (!readiness.pause(BETWEEN_TRIES.before(attempt))) {
          throw e;
        }
      }
    }
  }

  /** Empty while nothing is taken in. */
  Optional<DicomReceiver> receiver() {
    return Optional.ofNullable(receiver);
  }

  /** Empty while nothing is taken in. */
  Optional<StowService> stow() {
    return Optional.ofNullable(stow);
  }

  /** Empty while nothing is taken in. */
  Optional<SeriesEvidenceLog> evidence() {
    return Optional.ofNullable(evidence);
  }

  /** What was turned away since the start. */
  String refusals() {
    return refusals.summary();
  }

  private int openAssociations() {
    return receiver().map(DicomReceiver::openAssociations).orElse(0);
  }

  /** Takes no further instance, and finishes those in work. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    readiness.down(NAME, "stopping");
    watching.shutdownNow();
    receiver().ifPresent(DicomReceiver::close);
    stow().ifPresent(serving -> serving.close(config.dicom().closeTimeout()));
  }
}
