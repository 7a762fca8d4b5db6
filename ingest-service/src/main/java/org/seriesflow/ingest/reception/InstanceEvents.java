package org.seriesflow.ingest.reception;

import java.time.Instant;
import java.util.List;
import org.seriesflow.dicom.InstanceHeader;
import org.seriesflow.events.ConcatenationPart;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.Lane;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.Vector3;
import org.seriesflow.streaming.Traceparent;

/** Makes the event of an instance, by whatever way it came in. */
final class InstanceEvents {
  private InstanceEvents() {}

  static InstanceReceived received(
      StoringSink.Origin origin,
      Arrival arrival,
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
                .setLane(lane(origin, arrival, header))
                .build())
        .setSopClassUid(uids.sopClassUid())
        .setSopInstanceUid(uids.sopInstanceUid())
        .setTransferSyntaxUid(uids.transferSyntaxUid())
        .setPayload(payload)
        .setReceivedAt(receivedAt)
        .setSource(arrival.source())
        .setCallingAeTitle(arrival.callingAet())
        .setCalledAeTitle(arrival.calledAet())
        .setScanner(header.scanner().orElse(null))
        .setImagePositionPatient(header.plane().map(plane -> vector(plane.position())).orElse(null))
        .setImageOrientationPatient(header.plane().map(InstanceEvents::cosines).orElse(List.of()))
        .setConcatenation(header.concatenation().map(InstanceEvents::part).orElse(null))
        .build();
  }

  private static Lane lane(StoringSink.Origin origin, Arrival arrival, InstanceHeader header) {
    return switch (origin.lanes().find(header, arrival.sender()).lane()) {
      case STAT -> Lane.STAT;
      case ROUTINE -> Lane.ROUTINE;
    };
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
