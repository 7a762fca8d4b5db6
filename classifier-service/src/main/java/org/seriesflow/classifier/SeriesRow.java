package org.seriesflow.classifier;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** Highest revision that has ended in any way or was left to another, 0 where none has. */
  int highestEndedRevision() {
    return endings.stream().mapToInt(Ending::revision).max().orElse(0);
  }

  /**
   * Revision of which a prediction of this deployment stands: the highest ended one, if its last
   * end was a prediction.
   */
  Optional<Integer> standingRevision() {
    return standing(EnumSet.of(Ending.Kind.PREDICTED));
  }

  /** Whether anything is known of the revision. */
  boolean knows(int revision) {
    return lastEndOf(revision).isPresent();
  }

  /** Whether the revision ended; one that was left to another has not, as far as is known. */
  boolean hasEnded(int revision) {
    return lastEndOf(revision).filter(end -> end.kind() != Ending.Kind.ELSEWHERE).isPresent();
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

  /**
   * What becomes of a revision that an upstream stage skipped; its end is that skip itself. Nothing
   * need be said of it, so that each deployment withdraws what it said itself.
   */
  Verdict onSkip(int revision) {
    return hasEnded(revision)
        ? new Verdict.Repeated()
        : withdrawal(revision, EnumSet.of(Ending.Kind.PREDICTED)).orElse(new Verdict.Unsaid());
  }

  /**
   * What becomes of a revision that a dead letter ended. One deployment says it, for all of them:
   * what it left to another is withdrawn, too.
   */
  Verdict onFailure(int revision) {
    return hasEnded(revision)
        ? new Verdict.Repeated()
        : withdrawal(revision, EnumSet.of(Ending.Kind.PREDICTED, Ending.Kind.ELSEWHERE))
            .orElse(new Verdict.Stands());
  }

  /** The row after one more end. */
  SeriesRow with(Ending ending, long timestampMillis) {
    var next = new ArrayList<>(endings);
    next.add(ending);
    int surplus = Math.max(0, next.size() - MAX_ENDINGS);
    return new SeriesRow(
        next.subList(surplus, next.size()), Math.max(touchedAtMillis, timestampMillis));
  }

  private Optional<Verdict> withdrawal(int revision, Set<Ending.Kind> kinds) {
    return standing(kinds).filter(earlier -> earlier < revision).map(Verdict.Withdraws::new);
  }

  private Optional<Integer> standing(Set<Ending.Kind> kinds) {
    return lastEndOf(highestEndedRevision())
        .filter(ending -> kinds.contains(ending.kind()))
        .map(Ending::revision);
  }

  private Optional<Ending> lastEndOf(int revision) {
    return endings.reversed().stream().filter(end -> end.revision() == revision).findFirst();
  }
}
