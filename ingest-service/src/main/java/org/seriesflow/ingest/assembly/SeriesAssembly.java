package org.seriesflow.ingest.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.SeriesAssembled;
import org.seriesflow.events.StageTiming;
import org.seriesflow.events.state.SeriesHead;
import org.seriesflow.ingest.InstanceList;
import org.seriesflow.streaming.EventHeaders;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;

/** The work of ending a revision: writes its instance list and makes its event. */
final class SeriesAssembly {
  private static final String STAGE = "assembly";

  private final PayloadStore payloads;
  private final String producer;

  /**
   * @param producer name and version of this service
   */
  SeriesAssembly(PayloadStore payloads, String producer) {
    this.payloads = payloads;
    this.producer = producer;
  }

  /**
   * Writes the instance list of the next revision to the payload store.
   *
   * @param arriving an instance that belongs to it and is not in the state yet
   * @return the event of that revision; the state is not touched
   * @throws TransientFaultException when the store is away
   */
  SeriesAssembled assemble(
      String series,
      SeriesHead head,
      AssemblyStores stores,
      Optional<InstanceReceived> arriving,
      Completion completion,
      Clock clock) {
    var revision = head.getRevision() + 1;
    var name = series + "#" + revision;
    var instances = writeList(series, name, stores, arriving);
    var now = clock.instant();
    var origin =
        EventHeader.newBuilder()
            .setSeriesInstanceUid(series)
            .setStudyInstanceUid(head.getStudyInstanceUid())
            .setRevision(revision)
            .setCorrelationId(name)
            .setTraceparent(head.getTraceparent())
            .setTracestate(head.getTracestate())
            .setProducedAt(now)
            .setProducer(producer)
            .setMode(head.getMode())
            .setJobId(head.getJobId())
            .setLane(SeriesHeads.lane(head))
            .build();
    return SeriesAssembled.newBuilder()
        .setHeader(EventHeaders.following(origin, producer, clock))
        .setInstances(instances)
        .setInstanceCount(head.getInstanceCount())
        .setEvidence(completion.evidence())
        .setEvidenceDetail(completion.detail())
        .setIdleMillis(completion.idle().map(idle -> idle.time().toMillis()).orElse(null))
        .setIdleLearntFrom(learntFrom(completion))
        .setMissingPositions(completion.gaps().map(StackPositions.Gaps::missing).orElse(null))
        .setSupersedes(head.getRevision() == 0 ? null : head.getRevision())
        .setDuplicateCount(head.getDuplicateCount())
        .setAttributeChangeCount(head.getAttributeChangeCount())
        .setConflictCount(head.getConflictCount())
        .setCallingAeTitle(head.getCallingAeTitle())
        .setFirstReceivedAt(head.getFirstReceivedAt())
        .setLastReceivedAt(head.getLastReceivedAt())
        .setTimings(
            List.of(
                StageTiming.newBuilder()
                    .setStage(STAGE)
                    .setStartedAt(head.getOpenedAt())
                    .setMillis((double) (now.toEpochMilli() - head.getOpenedAt().toEpochMilli()))
                    .build()))
        .build();
  }

  private static Integer learntFrom(Completion completion) {
    return completion
        .idle()
        .map(IdleTime::learntFrom)
        .filter(OptionalInt::isPresent)
        .map(OptionalInt::getAsInt)
        .orElse(null);
  }

  private PayloadRef writeList(
      String series, String name, AssemblyStores stores, Optional<InstanceReceived> arriving) {
    try (var draft = payloads.draft()) {
      try (var list = InstanceList.write(name, draft.output())) {
        stores.forEachInstance(series, arriving, list::add);
      }
      return draft.commit(series, MediaTypes.AVRO);
    } catch (IOException | UncheckedIOException e) {
      throw new TransientFaultException(
          "cannot write the instance list of %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
