package org.seriesflow.ingest.reception;

import java.time.Instant;
import org.seriesflow.dicom.InstanceUids;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.streaming.Traceparent;

/** What the events of received and of recovered instances have in common. */
final class InstanceEvents {
  private InstanceEvents() {}

  /** An event that lacks only how the instance came in. */
  static InstanceReceived.Builder received(
      StoringSink.Origin origin,
      InstanceUids uids,
      PayloadRef payload,
      Instant receivedAt,
      Traceparent trace) {
    return InstanceReceived.newBuilder()
        .setHeader(
            EventHeader.newBuilder()
                .setSeriesInstanceUid(uids.seriesInstanceUid())
                .setStudyInstanceUid(uids.studyInstanceUid())
                .setRevision(0)
                .setCorrelationId(uids.seriesInstanceUid() + "#0")
                .setTraceparent(trace.toString())
                .setProducedAt(receivedAt)
                .setProducer(origin.producer())
                .setMode(origin.mode())
                .build())
        .setSopClassUid(uids.sopClassUid())
        .setSopInstanceUid(uids.sopInstanceUid())
        .setTransferSyntaxUid(uids.transferSyntaxUid())
        .setPayload(payload)
        .setReceivedAt(receivedAt);
  }
}
