package org.seriesflow.ingest.assembly;

import java.time.Instant;
import java.util.List;
import org.seriesflow.events.ConcatenationPart;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.IntakeSource;
import org.seriesflow.events.Lane;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Vector3;

/** Instances as the receiver would log them. */
final class Instances {
  /** Origin of the times in these tests. */
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private Instances() {}

  /** Instance {@code number} of a series, received some time after the start. */
  static InstanceReceived instance(String series, int number, long millis) {
    return instance(series, number, millis, "ROUTER", "content " + series + " " + number);
  }

  /** The same from a certain sender, with bytes of a certain digest. */
  static InstanceReceived instance(
      String series, int number, long millis, String callingAeTitle, String content) {
    var receivedAt = START.plusMillis(millis);
    var sha256 = "%064x".formatted(new java.math.BigInteger(1, digest(content)));
    return InstanceReceived.newBuilder()
        .setHeader(
            EventHeader.newBuilder()
                .setSeriesInstanceUid(series)
                .setStudyInstanceUid("1.2.3")
                .setRevision(0)
                .setCorrelationId(series)
                .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .setProducedAt(receivedAt)
                .setProducer("ingest-service@test")
                .setMode(ProcessingMode.LIVE)
                .build())
        .setSopClassUid("1.2.840.10008.5.1.4.1.1.4")
        .setSopInstanceUid(series + "." + number)
        .setTransferSyntaxUid("1.2.840.10008.1.2.1")
        .setPayload(
            PayloadRef.newBuilder()
                .setKey(series + "/" + sha256 + ".dcm")
                .setSha256(sha256)
                .setSize(content.length())
                .setMediaType("application/dicom")
                .build())
        .setReceivedAt(receivedAt)
        .setSource(IntakeSource.DIMSE)
        .setCallingAeTitle(callingAeTitle)
        .setCalledAeTitle("SERIESFLOW")
        .build();
  }

  /** The same of a lane. */
  static InstanceReceived ofLane(String series, int number, long millis, Lane lane) {
    var instance = instance(series, number, millis);
    instance.getHeader().setLane(lane);
    return instance;
  }

  /** The same of a scanner behind its sender. */
  static InstanceReceived ofScanner(String series, int number, long millis, String scanner) {
    return InstanceReceived.newBuilder(instance(series, number, millis))
        .setScanner(scanner)
        .build();
  }

  /** An axial slice at that position in mm. */
  static InstanceReceived slice(String series, int number, long millis, double z) {
    return InstanceReceived.newBuilder(instance(series, number, millis))
        .setImagePositionPatient(new Vector3(-100.0, -120.0, z))
        .setImageOrientationPatient(List.of(1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
        .build();
  }

  /** Part {@code number} of a concatenation. */
  static InstanceReceived part(
      String series, int number, long millis, String concatenationUid, Integer total) {
    return InstanceReceived.newBuilder(instance(series, number, millis))
        .setConcatenation(new ConcatenationPart(concatenationUid, number, total))
        .build();
  }

  private static byte[] digest(String content) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256")
          .digest(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
