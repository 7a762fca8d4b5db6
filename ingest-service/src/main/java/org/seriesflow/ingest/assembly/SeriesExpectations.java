package org.seriesflow.ingest.assembly;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.SeriesEvidence;
import org.seriesflow.events.state.SeriesExpectation;
import org.seriesflow.events.state.SeriesHead;

/** How what is known of the end of a series goes on with what is learnt. Pure functions. */
final class SeriesExpectations {

  /** Nothing is known; never written. */
  static final SeriesExpectation NOTHING =
      SeriesExpectation.newBuilder().setLearntAt(Instant.EPOCH).build();

  private SeriesExpectations() {}

  /**
   * A message named instances.
   *
   * @param named instances that it names and none before it did
   * @param awaited those of them that are not held
   */
  static SeriesExpectation named(
      SeriesExpectation before, SeriesEvidence message, int named, int awaited) {
    return learnt(before, message)
        .setNamed(before.getNamed() + named)
        .setAwaited(before.getAwaited() + awaited)
        .setMoreFollow(message.getMoreFollow())
        .setNamedBy(with(before.getNamedBy(), message.getEvidence()))
        .build();
  }

  /** An archive counted the series. */
  static SeriesExpectation counted(SeriesExpectation before, SeriesEvidence count) {
    return learnt(before, count)
        .setArchiveCount(count.getInstanceCount())
        .setArchive(count.getAeTitle())
        .build();
  }

  /**
   * The last association that brought of the series was released.
   *
   * @param head null where its instances were not read yet
   */
  static SeriesExpectation released(
      SeriesExpectation before, SeriesEvidence release, SeriesHead head) {
    // Whatever arrived after it came by another association.
    return head != null && release.getObservedAt().isBefore(head.getLastArrivalAt())
        ? before
        : learnt(before, release).setReleasedAt(release.getObservedAt()).build();
  }

  /**
   * Something of the series arrived.
   *
   * @param awaited whether it is a new instance that had been named
   */
  static SeriesExpectation arrived(
      SeriesExpectation before, InstanceReceived instance, boolean awaited) {
    var releasedAt = before.getReleasedAt();
    var another = releasedAt != null && instance.getReceivedAt().isAfter(releasedAt);
    if (!awaited && !another) {
      return before;
    }
    return SeriesExpectation.newBuilder(before)
        .setAwaited(before.getAwaited() - (awaited ? 1 : 0))
        .setReleasedAt(another ? null : releasedAt)
        .build();
  }

  private static SeriesExpectation.Builder learnt(
      SeriesExpectation before, SeriesEvidence evidence) {
    var at = evidence.getObservedAt();
    return SeriesExpectation.newBuilder(before)
        .setLearntAt(at.isAfter(before.getLearntAt()) ? at : before.getLearntAt());
  }

  private static List<CompletionEvidence> with(
      List<CompletionEvidence> kinds, CompletionEvidence latest) {
    var all = new ArrayList<>(kinds);
    all.remove(latest);
    all.add(latest);
    return all;
  }
}
