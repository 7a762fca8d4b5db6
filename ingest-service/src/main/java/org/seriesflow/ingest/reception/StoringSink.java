package org.seriesflow.ingest.reception;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.seriesflow.dicom.AssociationInfo;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.dicom.InstanceSink;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.dicom.OriginalIdentity;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.rules.Lanes;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes received instances into the payload store and the log, in this order: when {@code complete}
 * returns, both have the instance and the sender may forget it. Where the log does not answer, the
 * instance stays stored, its sender is told to send it again, and the next start finds what the log
 * lacks.
 */
public final class StoringSink implements InstanceSink {
  private static final Logger LOG = LoggerFactory.getLogger(StoringSink.class);

  /** Silence after which the instances of a series get a new trace. */
  private static final Duration TRACE_GAP = Duration.ofMinutes(1);

  /**
   * Who writes the events.
   *
   * @param producer name and version of this service
   * @param mode mode of the events
   * @param lanes says how urgent they are
   */
  public record Origin(String producer, ProcessingMode mode, Lanes lanes) {}

  /**
   * Room that the store keeps.
   *
   * @param instanceBytes nothing is taken in while it has less
   * @param associationBytes no further association is let in while it has less, so that those which
   *     are open come to their end
   */
  public record Reserve(long instanceBytes, long associationBytes) {
    public Reserve {
      if (instanceBytes < 0 || associationBytes < instanceBytes) {
        throw new IllegalArgumentException(
            "the reserve for associations, %d bytes, must not be below the one for instances, %d"
                .formatted(associationBytes, instanceBytes));
      }
    }
  }

  private final PayloadStore payloads;
  private final InstanceLog log;
  private final ReceptionMetrics metrics;
  private final Origin origin;
  private final Reserve reserve;
  private final Clock clock;
  private final Optional<IdentityKeeper> identities;
  private final SeriesTraces traces = new SeriesTraces(TRACE_GAP);

  /**
   * Stores there and logs there.
   *
   * @param identities keeps whose de-identified instances are; empty where none is de-identified
   */
  public StoringSink(
      PayloadStore payloads,
      InstanceLog log,
      ReceptionMetrics metrics,
      Origin origin,
      Reserve reserve,
      Clock clock,
      Optional<IdentityKeeper> identities) {
    this.payloads = payloads;
    this.log = log;
    this.metrics = metrics;
    this.origin = origin;
    this.reserve = reserve;
    this.clock = clock;
    this.identities = identities;
  }

  @Override
  public Intake begin(AssociationInfo association) throws IntakeException {
    return begin(Arrival.by(association));
  }

  /** The same for an instance that came by whatever way. */
  public Intake begin(Arrival arrival) throws IntakeException {
    try {
      var room = payloads.usableBytes();
      if (room < reserve.instanceBytes()) {
        throw refused(tooLittle(room, reserve.instanceBytes()), null);
      }
      return new StoringIntake(arrival, payloads.draft());
    } catch (TransientFaultException e) {
      throw refused(e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> congestion() {
    try {
      var room = payloads.usableBytes();
      return room < reserve.associationBytes()
          ? Optional.of(tooLittle(room, reserve.associationBytes()))
          : Optional.empty();
    } catch (TransientFaultException e) {
      return Optional.of(e.getMessage());
    }
  }

  private String tooLittle(long room, long reserved) {
    return "%s has %d bytes left, fewer than the %d that are reserved"
        .formatted(payloads.describe(), room, reserved);
  }

  private IntakeException refused(String why, Exception cause) {
    metrics.refused(IntakeException.Kind.OUT_OF_RESOURCES.name());
    LOG.warn("instance refused for now: {}", why);
    return new IntakeException(IntakeException.Kind.OUT_OF_RESOURCES, why, cause);
  }

  private final class StoringIntake implements Intake {
    private final Arrival arrival;
    private final PayloadStore.Draft draft;

    StoringIntake(Arrival arrival, PayloadStore.Draft draft) {
      this.arrival = arrival;
      this.draft = draft;
    }

    @Override
    public OutputStream output() throws IOException {
      return draft.output();
    }

    @Override
    public void deidentified(OriginalIdentity identity, InstanceUids stored)
        throws IntakeException {
      try {
        identities.orElseThrow().keep(stored.seriesInstanceUid(), identity);
      } catch (TransientFaultException e) {
        throw refused(e.getMessage(), e);
      } catch (RuntimeException e) {
        throw failed(stored, e);
      }
    }

    @Override
    public void complete(InstanceHeader header) throws IntakeException {
      var uids = header.uids();
      var receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      var trace = traces.next(uids.seriesInstanceUid(), receivedAt);
      try (var _ = MDC.putCloseable("seriesInstanceUid", uids.seriesInstanceUid());
          var _ = MDC.putCloseable("traceId", trace.traceId())) {
        var payload = draft.commit(uids.seriesInstanceUid(), MediaTypes.DICOM);
        log.append(InstanceEvents.received(origin, arrival, header, payload, receivedAt, trace));
        metrics.received(payload.getSize(), Duration.between(receivedAt, clock.instant()));
      } catch (TransientFaultException e) {
        throw refused(e.getMessage(), e);
      } catch (RuntimeException e) {
        throw failed(uids, e);
      }
    }

    /** A fault of ours must cost the sender a status, never the association. */
    private IntakeException failed(InstanceUids uids, RuntimeException e) {
      metrics.refused(IntakeException.Kind.PROCESSING_FAILURE.name());
      LOG.error("instance {} could not be taken in", uids.sopInstanceUid(), e);
      return new IntakeException(
          IntakeException.Kind.PROCESSING_FAILURE, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
      draft.close();
    }
  }
}
