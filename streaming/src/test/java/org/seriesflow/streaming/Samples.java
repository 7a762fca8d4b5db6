package org.seriesflow.streaming;

import java.time.Instant;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesSkipped;

/** Small events. */
public final class Samples {
  public static final String SERIES = "1.2.3";
  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private Samples() {}

  public static EventHeader header(String series, int revision) {
    return EventHeader.newBuilder()
        .setSeriesInstanceUid(series)
        .setStudyInstanceUid("1.2")
        .setRevision(revision)
        .setCorrelationId(series + "#" + revision)
        .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .setProducedAt(NOON)
        .setProducer("test@1")
        .setMode(ProcessingMode.LIVE)
        .build();
  }

  public static InstanceReceived instance(String series, String sopInstanceUid) {
    return InstanceReceived.newBuilder()
        .setHeader(header(series, 0))
        .setSopClassUid("1.2.840.10008.5.1.4.1.1.4")
        .setSopInstanceUid(sopInstanceUid)
        .setTransferSyntaxUid("1.2.840.10008.1.2.1")
        .setPayload(
            new PayloadRef(
                series + "/" + "a".repeat(64) + ".dcm", "a".repeat(64), 1L, "application/dicom"))
        .setReceivedAt(NOON)
        .setSource(IntakeSource.UNKNOWN)
        .build();
  }

  public static SeriesSkipped skipped(EventHeader header, String reasonCode) {
    return SeriesSkipped.newBuilder()
        .setHeader(header)
        .setStage("normalisation")
        .setReasonCode(reasonCode)
        .setReason("Because.")
        .setInstanceCount(1)
        .build();
  }
}
