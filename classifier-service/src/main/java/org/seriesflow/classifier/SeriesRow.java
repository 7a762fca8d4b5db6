package org.seriesflow.classifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the service remembers of one series: how its revisions ended, in the order in which they
 * did. From it follows which prediction stands, and what an end that comes now means.
 *
 * @param endings the latest ends, oldest first, at most {@value #MAX_ENDINGS}
 * @param touchedAtMillis timestamp of the record that last changed the row, epoch millis
 */
record SeriesRow(List<Ending> endings, long touchedAtMillis) {
  /** A series with more ends than this forgets the oldest; revisions in flight are far fewer. */
  static final int MAX_ENDINGS = 64;

  static final SeriesRow EMPTY = new SeriesRow(List.of(), 0);

  SeriesRow {
    endings = List.copyOf(endings);
  }

  /** What an end that comes now leads to. */
  sealed interface Verdict {
    /** The end is said as it is. */
    record Stands() implements Verdict {}

    /** A later revision has ended before: this one can no longer matter. */
    record Superseded(int byRevision) implements Verdict {}

    /** The end leaves the series without a prediction although one stood. */
    record Withdraws(int revision) implements Verdict {}

    /** The end counts, and nothing is said on the prediction topic. */
    record Unsaid() implements Verdict {}

    /** The revision had ended before and this changes nothing; neither said nor counted. */
    record Repeated() implements Verdict {}
  }

  /** Highest revision that has ended in any way, 0 where none has. */
  int highestEndedRevision() {
    return endings.stream().mapToInt(Ending::revision).max().orElse(0);
  }

  /** Revision whose prediction stands: the highest ended one, if its last end was a prediction. */
  Optional<Integer> standingRevision() {
    return lastEndOf(highestEndedRevision())
        .filter(ending -> ending.kind() == Ending.Kind.PREDICTED)
        .map(Ending::revision);
  }

  /**
   * What becomes of a region that was extracted for the revision. One that was skipped or failed
   * before may still be predicted: its dead letter was redriven.
   */
  Verdict onRegion(int revision, String predictionId) {
    if (endings.stream().anyMatch(end -> end.answersRegion(predictionId))) {
      return new Verdict.Repeated();
    }
    int highest = highestEndedRevision();
    return revision < highest ? new Verdict.Superseded(highest) : new Verdict.Stands();
  }

  /** What becomes of a revision that an upstream stage skipped; its end is that skip itself. */
  Verdict onSkip(int revision) {
    return hasEnded(revision)
        ? new Verdict.Repeated()
        : withdrawal(revision).orElse(new Verdict.Unsaid());
  }

  /** What becomes of a revision that a dead letter ended. */
  Verdict onFailure(int revision) {
    return hasEnded(revision)
        ? new Verdict.Repeated()
        : withdrawal(revision).orElse(new Verdict.Stands());
  }

  /** The row after one more end. */
  SeriesRow with(Ending ending, long timestampMillis) {
    var next = new ArrayList<>(endings);
    next.add(ending);
    int surplus = Math.max(0, next.size() - MAX_ENDINGS);
    return new SeriesRow(
        next.subList(surplus, next.size()), Math.max(touchedAtMillis, timestampMillis));
  }

  private Optional<Verdict> withdrawal(int revision) {
    return standingRevision().filter(standing -> standing < revision).map(Verdict.Withdraws::new);
  }

  private boolean hasEnded(int revision) {
    return lastEndOf(revision).isPresent();
  }

  private Optional<Ending> lastEndOf(int revision) {
    return endings.reversed().stream().filter(end -> end.revision() == revision).findFirst();
  }
}
