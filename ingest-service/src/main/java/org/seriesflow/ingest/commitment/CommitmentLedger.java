package org.seriesflow.ingest.commitment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.seriesflow.dicom.StorageCommitment;
import org.seriesflow.events.InstanceCommitted;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.ingest.commitment.CommitmentLog.Received;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.PayloadStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits instances that are in the log and whole in the store, to senders that the site promised
 * it to. Each promise stands in {@code storage-commitments} before the sender hears of it. Counts
 * {@code seriesflow_commitment_instances_total{outcome}}.
 */
public final class CommitmentLedger implements StorageCommitment {
  private static final Logger LOG = LoggerFactory.getLogger(CommitmentLedger.class);
  private static final String COMMITTED = "COMMITTED";

  /** Most requests come right behind the instances; only then is the whole topic read. */
  private static final Duration RECENT = Duration.ofHours(1);

  private final Map<String, Promise> promises;
  private final CommitmentLog log;
  private final PayloadStore payloads;
  private final String producer;
  private final MeterRegistry meters;
  private final RequestedSeries listener;
  private final Clock clock;

  /** Hears which instances of a series a request names. */
  @FunctionalInterface
  public interface RequestedSeries {
    /** Called for each series of a request of which every instance is known; must not throw. */
    void requested(
        String series, String study, String aeTitle, String transaction, List<String> instances);
  }

  /**
   * A ledger.
   *
   * @param promises by calling AE title; whoever is not among them is promised nothing
   * @param producer name and version of this service
   * @param listener hears of the series of requests
   */
  public CommitmentLedger(
      Map<String, Promise> promises,
      CommitmentLog log,
      PayloadStore payloads,
      String producer,
      MeterRegistry meters,
      RequestedSeries listener,
      Clock clock) {
    this.promises = Map.copyOf(promises);
    this.log = log;
    this.payloads = payloads;
    this.producer = producer;
    this.meters = meters;
    this.listener = listener;
    this.clock = clock;
    count(COMMITTED, 0);
    for (var reason : FailureReason.values()) {
      count(reason.name(), 0);
    }
  }

  private void count(String outcome, int instances) {
    Counter.builder("seriesflow.commitment.instances")
        .tag("outcome", outcome)
        .register(meters)
        .increment(instances);
  }

  @Override
  public Answer decide(Request request) {
    var promise = promises.get(request.sender().callingAet());
    var answer = promise == null ? NONE.decide(request) : decide(request, promise);
    count(COMMITTED, answer.committed().size());
    answer.failed().forEach(failed -> count(failed.reason().name(), 1));
    return answer;
  }

  private Answer decide(Request request, Promise promise) {
    var committed = new ArrayList<Instance>();
    var failed = new ArrayList<Failed>();
    try {
      var held = find(request.instances());
      tell(request, held);
      for (var instance : request.instances()) {
        var refusal = commit(request, instance, held.get(instance.sopInstanceUid()), promise);
        refusal.ifPresentOrElse(
            reason -> failed.add(new Failed(instance, reason)), () -> committed.add(instance));
      }
    } catch (TransientFaultException e) {
      LOG.warn("Storage commitment {} fails for now: {}", request.transactionUid(), e.getMessage());
      request.instances().stream()
          .skip((long) committed.size() + failed.size())
          .forEach(rest -> failed.add(new Failed(rest, FailureReason.RESOURCE_LIMITATION)));
    }
    return new Answer(committed, failed, promise.reportTo());
  }

  /** The latest reception of each instance that the log knows. */
  private Map<String, Received> find(List<Instance> instances) {
    var wanted = new HashMap<String, Received>();
    instances.forEach(instance -> wanted.put(instance.sopInstanceUid(), null));
    log.forEachReceived(Optional.of(clock.instant().minus(RECENT)), found -> note(found, wanted));
    if (wanted.containsValue(null)) {
      log.forEachReceived(Optional.empty(), found -> note(found, wanted));
    }
    return wanted;
  }

  /**
   * A request names instances and no series. One that names an instance which nobody received could
   * mean any series by it, so that it says of none what it consists of.
   */
  private void tell(Request request, Map<String, Received> held) {
    if (held.containsValue(null)) {
      LOG.info(
          "Storage commitment {} names instances that are not known: no evidence of any series",
          request.transactionUid());
      return;
    }
    var series = new TreeMap<String, List<Received>>();
    held.values()
        .forEach(
            received ->
                series
                    .computeIfAbsent(received.seriesInstanceUid(), _ -> new ArrayList<>())
                    .add(received));
    series.forEach(
        (uid, instances) ->
            listener.requested(
                uid,
                instances.getFirst().studyInstanceUid(),
                request.sender().callingAet(),
                request.transactionUid(),
                instances.stream().map(Received::sopInstanceUid).sorted().toList()));
  }

  private static void note(Received found, Map<String, Received> wanted) {
    if (wanted.containsKey(found.sopInstanceUid())) {
      wanted.put(found.sopInstanceUid(), found);
    }
  }

  /** Empty where the instance is promised now. */
  private Optional<FailureReason> commit(
      Request request, Instance instance, Received held, Promise promise) {
    if (held == null || !isWhole(held.payload())) {
      return Optional.of(FailureReason.NO_SUCH_OBJECT_INSTANCE);
    }
    if (!held.sopClassUid().equals(instance.sopClassUid())) {
      return Optional.of(FailureReason.CLASS_INSTANCE_CONFLICT);
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    log.append(
        InstanceCommitted.newBuilder()
            .setSopClassUid(held.sopClassUid())
            .setSopInstanceUid(held.sopInstanceUid())
            .setTransactionUid(request.transactionUid())
            .setPayload(held.payload())
            .setCallingAeTitle(request.sender().callingAet())
            .setCommittedAt(now)
            .setKeepUntil(now.plus(promise.keep()))
            .setProducer(producer)
            .build());
    return Optional.empty();
  }

  private boolean isWhole(PayloadRef payload) {
    try (var file = payloads.fetch(payload)) {
      return file.file() != null;
    } catch (DataException e) {
      LOG.error("payload {} cannot be committed: {}", payload.getKey(), e.getMessage());
      return false;
    }
  }
}
