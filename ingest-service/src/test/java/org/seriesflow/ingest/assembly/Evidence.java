package org.seriesflow.ingest.assembly;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.SeriesEvidence;

/** Evidence as the receiver's side would log it, at some time after {@link Instances#START}. */
final class Evidence {
  private Evidence() {}

  /** A message names instances of the series by their numbers; it is complete with this event. */
  static SeriesEvidence names(
      CompletionEvidence kind, String series, long millis, int... instanceNumbers) {
    return event(kind, series, millis).setSopInstanceUids(uids(series, instanceNumbers)).build();
  }

  /** The same as a part of a message, after which more follow. */
  static SeriesEvidence namesFirst(
      CompletionEvidence kind, String series, long millis, int... instanceNumbers) {
    return event(kind, series, millis)
        .setSopInstanceUids(uids(series, instanceNumbers))
        .setMoreFollow(true)
        .build();
  }

  static SeriesEvidence released(String series, long millis) {
    return event(CompletionEvidence.ASSOCIATION_RELEASED, series, millis).build();
  }

  static SeriesEvidence counted(String series, long millis, int count) {
    return event(CompletionEvidence.ARCHIVE_COUNT, series, millis)
        .setInstanceCount(count)
        .setAeTitle("ARCHIVE")
        .build();
  }

  static SeriesEvidence forced(String series, long millis) {
    return event(CompletionEvidence.FORCED, series, millis)
        .setForcedBy("jane")
        .setReason("the scanner is off")
        .build();
  }

  private static List<String> uids(String series, int... instanceNumbers) {
    return Arrays.stream(instanceNumbers).mapToObj(number -> series + "." + number).toList();
  }

  private static SeriesEvidence.Builder event(CompletionEvidence kind, String series, long millis) {
    Instant at = Instances.START.plusMillis(millis);
    return SeriesEvidence.newBuilder()
        .setHeader(
            EventHeader.newBuilder()
                .setSeriesInstanceUid(series)
                .setStudyInstanceUid("1.2.3")
                .setRevision(0)
                .setCorrelationId(series + "#0")
                .setProducedAt(at)
                .setProducer("ingest-service@test")
                .setMode(ProcessingMode.LIVE)
                .build())
        .setEvidence(kind)
        .setObservedAt(at);
  }
}
