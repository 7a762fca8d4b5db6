package org.seriesflow.ingest.reception;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.seriesflow.dicom.AskedAttributes;
import org.seriesflow.dicom.DicomFiles;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadQuery;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.StoredPayload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes stored instances that the log lacks: the process ended, or the log went away, between
 * the two steps of an intake. An instance that is published twice all the same, by two processes
 * that start at once, is a duplicate to the assembly.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** Between the event's time and the file's, and between the clocks of the two hosts. */
  private static final Duration MARGIN = Duration.ofHours(1);

  /** The instances that the log holds. */
  @FunctionalInterface
  public interface LoggedInstances {
    /**
     * Hands out the payload keys of the events since a time, up to the end that the topic has now.
     */
    void forEachPayloadKey(Instant since, Consumer<String> visitor);
  }

  private final PayloadStore payloads;
  private final LoggedInstances logged;
  private final InstanceLog log;
  private final ReceptionMetrics metrics;
  private final StoringSink.Origin origin;
  private final Clock clock;
  private final boolean deidentifiedAlone;
  private final AskedAttributes asked;
  private final SeriesTraces traces = new SeriesTraces(MARGIN);

  /**
   * @param deidentifiedAlone whether only what says of itself that it is de-identified may be
   *     published
   */
  public Recovery(
      PayloadStore payloads,
      LoggedInstances logged,
      InstanceLog log,
      ReceptionMetrics metrics,
      StoringSink.Origin origin,
      Clock clock,
      boolean deidentifiedAlone) {
    this.payloads = payloads;
    this.logged = logged;
    this.log = log;
    this.metrics = metrics;
    this.origin = origin;
    this.clock = clock;
    this.deidentifiedAlone = deidentifiedAlone;
    asked = origin.lanes().asked();
  }

  /**
   * Publishes what is missing, oldest first.
   *
   * @param horizon instances stored longer ago are not looked at
   * @return how many were published
   * @throws org.seriesflow.streaming.TransientFaultException when store or log are away; what was
   *     published until then stands
   */
  public int publishMissing(Duration horizon) {
    var since = clock.instant().minus(horizon);
    var missing = stored(since);
    if (!missing.isEmpty()) {
      logged.forEachPayloadKey(since.minus(MARGIN), missing::remove);
    }
    var published = 0;
    for (var payload : byAge(missing)) {
      if (publish(payload)) {
        published++;
      }
    }
    LOG.info("{} stored instances were missing in the log and are published", published);
    return published;
  }

  private Map<String, StoredPayload> stored(Instant since) {
    var stored = new HashMap<String, StoredPayload>();
    var query = PayloadQuery.all().ofMediaType(MediaTypes.DICOM).since(since);
    try (var listing = payloads.list(query)) {
      listing.forEach(payload -> stored.put(payload.reference().getKey(), payload));
    }
    return stored;
  }

  private static List<StoredPayload> byAge(Map<String, StoredPayload> missing) {
    var payloads = new ArrayList<>(missing.values());
    payloads.sort(
        Comparator.comparing(StoredPayload::storedAt)
            .thenComparing(payload -> payload.reference().getKey()));
    return payloads;
  }

  private boolean publish(StoredPayload stored) {
    try (var file = payloads.fetch(stored.reference())) {
      if (deidentifiedAlone && !DicomFiles.isDeidentified(file.file())) {
        LOG.error(
            "payload {} stands in the store and not in the log, and is not published: it is not"
                + " de-identified",
            stored.reference().getKey());
        return false;
      }
      var header = DicomFiles.readHeader(file.file(), asked);
      var receivedAt = stored.storedAt().truncatedTo(ChronoUnit.MILLIS);
      var trace = traces.next(header.uids().seriesInstanceUid(), clock.instant());
      var callingAet = DicomFiles.readSourceAeTitle(file.file()).orElse(null);
      // Which title was called stands nowhere but in the event that the log lacks.
      var arrival = new Arrival(IntakeSource.RECOVERED, callingAet, null);
      log.append(
          InstanceEvents.received(origin, arrival, header, stored.reference(), receivedAt, trace));
      metrics.recovered();
      return true;
    } catch (DataException | IOException e) {
      LOG.error(
          "payload {} stands in the store and not in the log, and cannot be published: {}",
          stored.reference().getKey(),
          e.getMessage());
      return false;
    }
  }
}
