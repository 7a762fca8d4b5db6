package org.seriesflow.ingest.reception;

import java.time.Instant;
import java.util.List;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.events.ConcatenationPart;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.Vector3;
import org.seriesflow.streaming.Traceparent;

/** What the events of received and of recovered instances have in common. */
final class InstanceEvents {
  private InstanceEvents() {}

  /** An event that lacks only how the instance came in. */
  static InstanceReceived.Builder received(
      StoringSink.Origin origin,
      InstanceHeader header,
      PayloadRef payload,
      Instant receivedAt,
      Traceparent trace) {
    var uids = header.uids();
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
        .setReceivedAt(receivedAt)
        .setScanner(header.scanner().orElse(null))
        .setImagePositionPatient(header.plane().map(plane -> vector(plane.position())).orElse(null))
        .setImageOrientationPatient(header.plane().map(InstanceEvents::cosines).orElse(List.of()))
        .setConcatenation(header.concatenation().map(InstanceEvents::part).orElse(null));
  }

  private static Vector3 vector(org.seriesflow.imaging.Vector3 point) {
    return new Vector3(point.x(), point.y(), point.z());
  }

  private static List<Double> cosines(InstanceHeader.ImagePlane plane) {
    var row = plane.row();
    var column = plane.column();
    return List.of(row.x(), row.y(), row.z(), column.x(), column.y(), column.z());
  }

  private static ConcatenationPart part(InstanceHeader.ConcatenationPart part) {
    return new ConcatenationPart(part.uid(), part.number(), part.total().orElse(null));
  }
}
