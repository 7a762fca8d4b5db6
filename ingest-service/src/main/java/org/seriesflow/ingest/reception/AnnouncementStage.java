package org.seriesflow.ingest.reception;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.seriesflow.dicom.FileIntake;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.dicom.IntakeException;
import org.seriesflow.events.InstanceAnnounced;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.Traceparent;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.MediaTypes;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.stage.Emission;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.Stage;
import org.seriesflow.streaming.stage.StageContext;

/**
 * Takes in instances that a router stored and announced: nothing of an announcement is believed
 * that the stored bytes do not say. A wrong one is a dead letter, and the stream goes on.
 */
final class AnnouncementStage implements Stage<InstanceAnnounced> {
  static final String NAME = "announcement";

  /** The announcement says other than the stored file. */
  static final String MISMATCH = "ANNOUNCEMENT_MISMATCH";

  /** The rules that hold for every way in do not take the stored file. */
  static final String REFUSED = "ANNOUNCEMENT_REFUSED";

  private static final Duration TRACE_GAP = Duration.ofMinutes(1);

  private final PayloadStore payloads;
  private final FileIntake files;
  private final StoringSink.Origin origin;
  private final SeriesTraces traces = new SeriesTraces(TRACE_GAP);

  AnnouncementStage(PayloadStore payloads, FileIntake files, StoringSink.Origin origin) {
    this.payloads = payloads;
    this.files = files;
    this.origin = origin;
  }

  @Override
  public Outcome apply(InstanceAnnounced announced, StageContext context) {
    requireDicom(announced);
    var header = stored(announced);
    var uids = header.uids();
    requireSame("key of the record", key(context.input().key()), uids.seriesInstanceUid());
    requireSame("series of the payload's key", scope(announced), uids.seriesInstanceUid());
    requireSame("seriesInstanceUid", announced.getSeriesInstanceUid(), uids.seriesInstanceUid());
    requireSame("sopInstanceUid", announced.getSopInstanceUid(), uids.sopInstanceUid());
    var now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var trace =
        Optional.ofNullable(announced.getTraceparent())
            .flatMap(Traceparent::parse)
            .map(Traceparent::child)
            .orElseGet(() -> traces.next(uids.seriesInstanceUid(), now));
    var arrival =
        new Arrival(
            IntakeSource.TOPIC, announced.getCallingAeTitle(), announced.getCalledAeTitle());
    var event =
        InstanceEvents.received(origin, arrival, header, announced.getPayload(), now, trace);
    // The record's timestamp is the reception's, as with any other way in.
    return Outcome.emit(List.of(Emission.of(Topics.INSTANCES, event).at(now.toEpochMilli())));
  }

  private static void requireDicom(InstanceAnnounced announced) {
    var mediaType = announced.getPayload().getMediaType();
    if (!mediaType.equals(MediaTypes.DICOM)) {
      throw new DataException(
          MISMATCH,
          "Payload %s has media type %s, not %s."
              .formatted(announced.getPayload().getKey(), mediaType, MediaTypes.DICOM));
    }
  }

  /** What the stored bytes say; the store compares size and digest with the reference. */
  private InstanceHeader stored(InstanceAnnounced announced) {
    var key = announced.getPayload().getKey();
    try (var local = payloads.fetch(announced.getPayload());
        var file = Files.newInputStream(local.file())) {
      return files.verify(file);
    } catch (IntakeException e) {
      throw new DataException(
          REFUSED, "Payload %s is not taken (%s): %s.".formatted(key, e.kind(), e.getMessage()), e);
    } catch (IOException e) {
      throw new TransientFaultException("payload %s cannot be read now: %s".formatted(key, e), e);
    }
  }

  private static void requireSame(String what, String announced, String stored) {
    if (!stored.equals(announced)) {
      throw new DataException(
          MISMATCH,
          "The %s is %s, and the stored file says %s.".formatted(what, announced, stored));
    }
  }

  private static String key(ByteBuffer key) {
    return key == null ? "missing" : StandardCharsets.UTF_8.decode(key.duplicate()).toString();
  }

  private static String scope(InstanceAnnounced announced) {
    var key = announced.getPayload().getKey();
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }
}
