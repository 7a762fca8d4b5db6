package org.seriesflow.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.seriesflow.dicom.DicomReceiver;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.ReceiverSettings;
import org.seriesflow.dicom.SeriesNotifications;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.ingest.archive.ArchiveInquiry;
import org.seriesflow.ingest.commitment.CommitmentLedger;
import org.seriesflow.ingest.commitment.CommitmentLog;
import org.seriesflow.ingest.commitment.Promise;
import org.seriesflow.ingest.evidence.EvidenceOfPeers;
import org.seriesflow.ingest.evidence.ForcedCompletion;
import org.seriesflow.ingest.reception.Arrival;
import org.seriesflow.ingest.reception.LeaderEpochs;
import org.seriesflow.ingest.reception.LogWatch;
import org.seriesflow.ingest.reception.ReceptionMetrics;
import org.seriesflow.ingest.reception.Recovery;
import org.seriesflow.ingest.reception.RefusalMetrics;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.ingest.reception.TopicOfInstances;
import org.seriesflow.ingest.stow.RemoteAddresses;
import org.seriesflow.ingest.stow.StowEndpoint;
import org.seriesflow.ingest.stow.StowService;
import org.seriesflow.rules.RuleReader;
import org.seriesflow.streaming.Backoff;
import org.seriesflow.streaming.EventProducer;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.app.StreamsApplication;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStores;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;
import org.seriesflow.streaming.stage.MicrometerStageMetrics;
import org.seriesflow.streaming.stage.StageRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the service, and the order in which they start and stop.
 *
 * <p>Start: the applications (they verify topics and schemas, and wait for a broker that is away);
 * then what the log lacks is published; then the receiver listens; a replay does neither. Stop: the
 * receiver takes no further instance and finishes those in work, then the applications commit and
 * leave.
 */
public final class IngestRuntime implements StowEndpoint, ForcedCompletion, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngestRuntime.class);
  private static final String RECEIVER = "receiver";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Backoff BETWEEN_TRIES =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofDays(1));

  private final IngestConfig config;
  private final String producerName;
  private final Connections connections;
  private final ReceiverSettings receiverSettings;
  private final RemoteAddresses stowClients;
  private final RemoteAddresses operators;
  private final Map<String, Promise> promises;
  private final Optional<Deidentification> deidentification;
  private final Readiness readiness = new Readiness();
  private final PayloadStore payloads;
  private final SchemaRegistryClient registry;
  private final EventCodec codec;
  private final MeterRegistry meters;
  private final ReceptionMetrics receptionMetrics;
  private final RefusalMetrics refusals;
  private final Optional<ArchiveInquiry> inquiry;
  private final List<StreamsApplication> applications;
  private final CompletableFuture<Void> listening = new CompletableFuture<>();

  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("log-watch").factory());

  private volatile Admin admin;
  private LogWatch logWatch;
  private EventProducer producer;
  private volatile DicomReceiver receiver;
  private volatile StowService stow;
  private volatile SeriesEvidenceLog evidence;
  private boolean closed;

  /**
   * Describes the service; nothing happens before {@link #start()}.
   *
   * @param version of this build, which stands in the events
   */
  public IngestRuntime(IngestConfig config, String version, MeterRegistry meters) {
    this.config = config;
    producerName = "ingest-service@" + version;
    connections = new Connections(config);
    stowClients = connections.stowClients();
    operators = connections.operators();
    promises = connections.promises();
    var rules = config.rules().file().map(RuleReader::read);
    this.meters = meters;
    payloads = PayloadStores.open(config.payloadStore());
    deidentification = Deidentification.of(config, rules, payloads);
    var settings = connections.receiver();
    receiverSettings =
        deidentification.map(on -> settings.with(on.deidentifier())).orElse(settings);
    registry = new SchemaRegistryClient(connections.registry());
    codec = new EventCodec(registry);
    receptionMetrics = new ReceptionMetrics(meters);
    refusals = new RefusalMetrics(meters, receptionMetrics);
    var stages =
        StageRuntime.of(producerName, codec, readiness, new MicrometerStageMetrics(meters));
    inquiry =
        connections
            .archive()
            .map(archive -> new ArchiveInquiry(archive, this::evidenceLog, meters));
    applications =
        new IngestApplications(config, producerName, payloads, registry, readiness, stages)
            .make(rules, files(), inquiry, this::admin);
    if (!isReplay()) {
      readiness.down(RECEIVER, "not listening yet");
    }
    Gauge.builder("seriesflow.reception.associations", this, IngestRuntime::openAssociations)
        .description("Open associations")
        .register(meters);
  }

  /** A replay receives and assembles nothing: it makes volumes of the instances of jobs. */
  private boolean isReplay() {
    return config.mode() == ProcessingMode.REPLAY;
  }

  /** Starts in the background and returns at once; see {@link #listening()}. */
  public void start() {
    applications.forEach(StreamsApplication::start);
    Thread.ofPlatform().name("start-receiver").daemon(true).start(this::listenWhenStarted);
  }

  private void listenWhenStarted() {
    try {
      applications.forEach(one -> one.started().toCompletableFuture().join());
      if (!isReplay()) {
        listen();
      }
      listening.complete(null);
    } catch (CompletionException e) {
      listening.completeExceptionally(e.getCause());
    } catch (RuntimeException e) {
      listening.completeExceptionally(e);
    }
  }

  /**
   * Completes when the receiver listens; exceptionally where the start is refused, and the process
   * should end with the message.
   */
  public CompletionStage<Void> listening() {
    return listening.minimalCompletionStage();
  }

  private void listen() {
    var log = new TopicOfInstances(eventProducer(), connections.kafka(), codec);
    var origin = new StoringSink.Origin(producerName, config.mode());
    var clock = Clock.systemUTC();
    var recovery =
        new Recovery(
            payloads, log, log, receptionMetrics, origin, clock, deidentification.isPresent());
    untilNothingIsAway(
        () -> {
          var epochs = new LeaderEpochs(admin(), Topics.INSTANCES.name());
          Runnable publishing = () -> recovery.publishMissing(config.recovery().horizon());
          logWatch = new LogWatch(epochs, publishing);
          publishing.run();
        });
    var sink =
        new StoringSink(
            payloads,
            log,
            receptionMetrics,
            origin,
            connections.reserve(),
            clock,
            deidentification.map(Deidentification::identities));
    synchronized (this) {
      if (closed) {
        return;
      }
      evidence = evidenceLog();
      var peers = new EvidenceOfPeers(evidence);
      try {
        receiver =
            DicomReceiver.start(
                receiverSettings,
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
    readiness.up(RECEIVER);
    LOG.info("DICOM receiver listens on {} {}", config.dicom().host(), receiver.ports());
  }

  private CommitmentLedger commitment(CommitmentLedger.RequestedSeries peers) {
    var log = new CommitmentLog(eventProducer(), connections.kafka(), codec);
    return new CommitmentLedger(
        promises, log, payloads, producerName, meters, peers, Clock.systemUTC());
  }

  private StowService stow(StoringSink sink) {
    var limits = connections.stowLimits();
    return new StowService(
        files(), () -> sink.begin(Arrival.STOW), limits, stowClients, refusals, System::nanoTime);
  }

  private FileIntake files() {
    return new FileIntake(
        receiverSettings.peers().excludedSopClasses(),
        connections.stowLimits().partBytes(),
        refusals::instanceRefused,
        deidentification.map(Deidentification::deidentifier));
  }

  @Override
  public boolean enabled() {
    return config.stow().enabled();
  }

  @Override
  public Optional<StowService> service() {
    return Optional.ofNullable(stow);
  }

  @Override
  public boolean operatorsAreServed() {
    return config.operator().enabled();
  }

  @Override
  public RemoteAddresses operators() {
    return operators;
  }

  @Override
  public Optional<SeriesEvidenceLog> evidence() {
    return Optional.ofNullable(evidence);
  }

  private SeriesEvidenceLog evidenceLog() {
    return SeriesEvidenceLog.on(eventProducer(), producerName, config.mode(), Clock.systemUTC());
  }

  private synchronized EventProducer eventProducer() {
    if (producer == null) {
      producer = new EventProducer(connections.kafka(), codec, config.dicom().acknowledgeTimeout());
    }
    return producer;
  }

  private void untilNothingIsAway(Runnable work) {
    for (var attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (TransientFaultException e) {
        readiness.down(RECEIVER, e.getMessage());
        LOG.warn("recovery waits: {}", e.getMessage());
        if (!readiness.pause(BETWEEN_TRIES.before(attempt))) {
          throw e;
        }
      }
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(connections.properties());
    }
    return admin;
  }

  /** Port of the receiver; empty while it does not listen. */
  public OptionalInt port() {
    var current = receiver;
    return current == null ? OptionalInt.empty() : OptionalInt.of(current.port());
  }

  /** Where the receiver listens; empty while it does not. */
  Optional<String> ports() {
    return Optional.ofNullable(receiver).map(DicomReceiver::ports);
  }

  /** What the receiver has turned away since the start. */
  String refusals() {
    return refusals.summary();
  }

  private int openAssociations() {
    var current = receiver;
    return current == null ? 0 : current.openAssociations();
  }

  Readiness readiness() {
    return readiness;
  }

  List<StreamsApplication> applications() {
    return applications;
  }

  PayloadStore payloads() {
    return payloads;
  }

  SchemaRegistryClient registry() {
    return registry;
  }

  /** A client for questions to the broker; empty as long as none could be made. */
  Admin adminForHealth() {
    return admin();
  }

  @Override
  public void close() {
    DicomReceiver current;
    StowService currentStow;
    synchronized (this) {
      closed = true;
      current = receiver;
      currentStow = stow;
    }
    readiness.down(RECEIVER, "stopping");
    watching.shutdownNow();
    if (current != null) {
      current.close();
    }
    if (currentStow != null) {
      currentStow.close(config.dicom().closeTimeout());
    }
    inquiry.ifPresent(ArchiveInquiry::close);
    applications.forEach(one -> one.stop(STOP_TIMEOUT));
    synchronized (this) {
      if (producer != null) {
        producer.close();
      }
      if (admin != null) {
        admin.close(Duration.ofSeconds(1));
      }
    }
    registry.close();
  }
}
