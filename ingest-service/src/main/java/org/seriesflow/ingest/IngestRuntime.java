package org.seriesflow.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.seriesflow.dicom.DicomReceiver;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.ingest.archive.ArchiveInquiry;
import org.seriesflow.ingest.evidence.ForcedCompletion;
import org.seriesflow.ingest.reception.StoringSink;
import org.seriesflow.ingest.stow.RemoteAddresses;
import org.seriesflow.ingest.stow.StowEndpoint;
import org.seriesflow.ingest.stow.StowService;
import org.seriesflow.rules.Lanes;
import org.seriesflow.rules.RuleReader;
import org.seriesflow.rules.RuleSet;
import org.seriesflow.streaming.Readiness;
import org.seriesflow.streaming.app.StreamsApplication;
import org.seriesflow.streaming.evidence.SeriesEvidenceLog;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStores;
import org.seriesflow.streaming.registry.EventCodec;
import org.seriesflow.streaming.registry.SchemaRegistryClient;

/**
 * The parts of the service, and the order in which they start and stop.
 *
 * <p>Start: the applications (they verify topics and schemas, and wait for a broker that is away);
 * then what the log lacks is published; then the receiver listens; a replay does neither. Stop: the
 * receiver takes no further instance and finishes those in work, then the applications commit and
 * leave.
 */
public final class IngestRuntime implements StowEndpoint, ForcedCompletion, AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final IngestConfig config;
  private final StoringSink.Origin origin;
  private final RemoteAddresses operators;
  private final Readiness readiness = new Readiness();
  private final PayloadStore payloads;
  private final Optional<PayloadStore> patientKeys;
  private final SchemaRegistryClient registry;
  private final KafkaClients kafka;
  private final Reception reception;
  private final Optional<ArchiveInquiry> inquiry;
  private final IngestApplications streams;
  private final List<StreamsApplication> applications;
  private final CompletableFuture<Void> listening = new CompletableFuture<>();

  /**
   * Describes the service; nothing happens before {@link #start()}.
   *
   * @param version of this build, which stands in the events
   */
  public IngestRuntime(IngestConfig config, String version, MeterRegistry meters) {
    this.config = config;
    var connections = new Connections(config);
    operators = connections.operators();
    var rules = config.rules().file().map(RuleReader::read);
    origin =
        new StoringSink.Origin(
            "ingest-service@" + version,
            config.mode(),
            rules.map(RuleSet::lanes).orElse(Lanes.NONE));
    payloads = PayloadStores.open(config.payloadStore());
    var deidentification = Deidentification.of(config, rules, payloads);
    patientKeys = deidentification.map(Deidentification::patientKeys);
    registry = new SchemaRegistryClient(connections.registry());
    var codec = new EventCodec(registry);
    kafka = new KafkaClients(connections, codec, config.dicom().acknowledgeTimeout());
    reception =
        new Reception(
            config,
            connections,
            kafka,
            codec,
            payloads,
            origin,
            deidentification,
            readiness,
            meters,
            this::evidenceLog);
    inquiry =
        Archives.of(config).map(archive -> new ArchiveInquiry(archive, this::evidenceLog, meters));
    streams = new IngestApplications(config, origin, payloads, registry, readiness, meters);
    applications = streams.make(rules, reception.files(), inquiry, kafka::admin);
    if (!isReplay()) {
      readiness.down(Reception.NAME, "not listening yet");
    }
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
        reception.listen();
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

  @Override
  public boolean enabled() {
    return config.stow().enabled();
  }

  @Override
  public Optional<StowService> service() {
    return reception.stow();
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
    return reception.evidence();
  }

  private SeriesEvidenceLog evidenceLog() {
    return SeriesEvidenceLog.on(
        kafka.producer(), origin.producer(), origin.mode(), Clock.systemUTC());
  }

  /** Port of the receiver; empty while it does not listen. */
  public OptionalInt port() {
    return reception.receiver().map(one -> OptionalInt.of(one.port())).orElse(OptionalInt.empty());
  }

  /** Where the receiver listens; empty while it does not. */
  Optional<String> ports() {
    return reception.receiver().map(DicomReceiver::ports);
  }

  /** What the receiver has turned away since the start. */
  String refusals() {
    return reception.refusals();
  }

  /** Why the service cannot do its work now, a line each; empty where it can. */
  List<String> reasons() {
    return Stream.concat(
            readiness.reasons().stream(),
            applications.stream().flatMap(one -> one.readiness().reasons().stream()))
        .distinct()
        .toList();
  }

  List<StreamsApplication> applications() {
    return applications;
  }

  PayloadStore payloads() {
    return payloads;
  }

  /** Where instances are de-identified. */
  Optional<PayloadStore> patientKeys() {
    return patientKeys;
  }

  SchemaRegistryClient registry() {
    return registry;
  }

  /** A client for questions to the broker; empty as long as none could be made. */
  Admin adminForHealth() {
    return kafka.admin();
  }

  @Override
  public void close() {
    reception.close();
    inquiry.ifPresent(ArchiveInquiry::close);
    streams.stopWaiting();
    applications.forEach(one -> one.stop(STOP_TIMEOUT));
    kafka.close();
    registry.close();
  }
}
