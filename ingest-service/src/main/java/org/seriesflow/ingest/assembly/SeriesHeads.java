package org.seriesflow.ingest.assembly;

import java.time.Instant;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.Lane;
import org.seriesflow.events.state.SeriesHead;

/** How the head row of a series goes on with each thing that happens to it. Pure functions. */
final class SeriesHeads {
  private SeriesHeads() {}

  /** A series begins. */
  static SeriesHead begun(InstanceReceived first) {
    return SeriesHead.newBuilder()
        .setStudyInstanceUid(first.getHeader().getStudyInstanceUid())
        .setRevision(0)
        .setOpen(true)
        .setInstanceCount(1)
        .setOpenedAt(first.getReceivedAt())
        .setFirstReceivedAt(first.getReceivedAt())
        .setLastReceivedAt(first.getReceivedAt())
        .setLastArrivalAt(first.getReceivedAt())
        .setCallingAeTitle(first.getCallingAeTitle())
        .setTraceparent(first.getHeader().getTraceparent())
        .setTracestate(first.getHeader().getTracestate())
        .setMode(first.getHeader().getMode())
        .setJobId(first.getHeader().getJobId())
        .setLane(first.getHeader().getLane())
        .build();
  }

  /** How urgent the series is: ROUTINE or STAT. */
  static Lane lane(SeriesHead head) {
    return head.getLane() == Lane.STAT ? Lane.STAT : Lane.ROUTINE;
  }

  /** An instance that the series lacked; where its latest revision is assembled, the next opens. */
  static SeriesHead grown(SeriesHead head, InstanceReceived instance) {
    var next = arrived(head, instance).setInstanceCount(head.getInstanceCount() + 1);
    next.setFirstReceivedAt(earlier(head.getFirstReceivedAt(), instance.getReceivedAt()));
    next.setLastReceivedAt(later(head.getLastReceivedAt(), instance.getReceivedAt()));
    if (!head.getOpen()) {
      next.setOpen(true)
          .setOpenedAt(instance.getReceivedAt())
          .setTraceparent(instance.getHeader().getTraceparent())
          .setTracestate(instance.getHeader().getTracestate())
          .setMode(instance.getHeader().getMode())
          .setJobId(instance.getHeader().getJobId());
    }
    return next.build();
  }

  /** An instance of equal content came again. */
  static SeriesHead duplicated(SeriesHead head, InstanceReceived instance) {
    return arrived(head, instance).setDuplicateCount(head.getDuplicateCount() + 1).build();
  }

  /** An instance came again, other attributes than its content having changed. */
  static SeriesHead attributesChanged(SeriesHead head, InstanceReceived instance) {
    return arrived(head, instance)
        .setAttributeChangeCount(head.getAttributeChangeCount() + 1)
        .build();
  }

  /** An instance came again with other content. */
  static SeriesHead conflicted(SeriesHead head, InstanceReceived instance) {
    return arrived(head, instance).setConflictCount(head.getConflictCount() + 1).build();
  }

  /** Its pauses are learnt as those of this sender. */
  static SeriesHead pausing(SeriesHead head, String sender) {
    return SeriesHead.newBuilder(head).setPausesOf(sender).build();
  }

  /** It made its longest pause so far. */
  static SeriesHead paused(SeriesHead head, long millis) {
    return SeriesHead.newBuilder(head).setLongestPauseMillis(millis).build();
  }

  /** The open revision is assembled. */
  static SeriesHead assembled(SeriesHead head) {
    return SeriesHead.newBuilder(head).setRevision(head.getRevision() + 1).setOpen(false).build();
  }

  private static SeriesHead.Builder arrived(SeriesHead head, InstanceReceived instance) {
    return SeriesHead.newBuilder(head)
        .setLastArrivalAt(later(head.getLastArrivalAt(), instance.getReceivedAt()))
        .setCallingAeTitle(instance.getCallingAeTitle());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
