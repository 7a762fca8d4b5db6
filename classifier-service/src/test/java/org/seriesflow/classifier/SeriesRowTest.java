package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.classifier.Ending.Kind;
import org.seriesflow.classifier.SeriesRow.Verdict;

class SeriesRowTest {
  @Test
  void shouldPredictFirstRevision() {
    assertEquals(new Verdict.Stands(), SeriesRow.EMPTY.onRegion(1, "a"));
    assertEquals(Optional.empty(), SeriesRow.EMPTY.standingRevision());
  }

  @Test
  void shouldPredictLaterRevisionOverEarlierOne() {
    var row = ended(1, Kind.PREDICTED, "a");

    assertEquals(new Verdict.Stands(), row.onRegion(2, "b"));
    assertEquals(
        Optional.of(2), row.with(new Ending(2, Kind.PREDICTED, "b"), 2).standingRevision());
  }

  @Test
  void shouldSupersedeRevisionBelowOneThatEnded() {
    assertEquals(new Verdict.Superseded(2), ended(2, Kind.PREDICTED, "b").onRegion(1, "a"));
    assertEquals(new Verdict.Superseded(3), ended(3, Kind.SKIPPED, "").onRegion(1, "a"));
  }

  @Test
  void shouldKeepPredictionOfLaterRevisionStandingWhenEarlierOneIsSuperseded() {
    var row = ended(2, Kind.PREDICTED, "b").with(new Ending(1, Kind.SUPERSEDED, "a"), 2);

    assertEquals(Optional.of(2), row.standingRevision());
  }

  @Test
  void shouldNotSayTheSameIdentityTwice() {
    var row = ended(1, Kind.PREDICTED, "a").with(new Ending(2, Kind.PREDICTED, "b"), 2);

    assertEquals(new Verdict.Repeated(), row.onRegion(1, "a"));
    assertEquals(new Verdict.Repeated(), row.onRegion(2, "b"));
  }

  @Test
  void shouldPredictAgainWithOtherPackages() {
    assertEquals(new Verdict.Stands(), ended(1, Kind.PREDICTED, "a").onRegion(1, "other packages"));
  }

  @Test
  void shouldPredictFailedRevisionWhenItIsRedriven() {
    assertEquals(new Verdict.Stands(), ended(1, Kind.FAILED, "a").onRegion(1, "a"));
  }

  @Test
  void shouldWithdrawStandingPredictionWhenNextRevisionIsSkippedOrFails() {
    var row = ended(1, Kind.PREDICTED, "a");

    assertEquals(new Verdict.Withdraws(1), row.onSkip(2));
    assertEquals(new Verdict.Withdraws(1), row.onFailure(2));
  }

  @Test
  void shouldWithdrawOnlyOnce() {
    var row = ended(1, Kind.PREDICTED, "a").with(new Ending(2, Kind.SKIPPED, ""), 2);

    assertEquals(Optional.empty(), row.standingRevision());
    assertEquals(new Verdict.Unsaid(), row.onSkip(3));
    assertEquals(new Verdict.Stands(), row.onFailure(3));
  }

  @Test
  void shouldLeaveLaterPredictionAloneWhenEarlierRevisionIsSkippedOrFailsLate() {
    var row = ended(2, Kind.PREDICTED, "b");

    assertEquals(new Verdict.Unsaid(), row.onSkip(1));
    assertEquals(new Verdict.Stands(), row.onFailure(1));
  }

  @Test
  void shouldLeavePredictionStandingWhenItsOwnRevisionIsSkippedOrFailsAfterwards() {
    var row = ended(1, Kind.PREDICTED, "a");

    assertEquals(new Verdict.Repeated(), row.onSkip(1));
    assertEquals(new Verdict.Repeated(), row.onFailure(1));
  }

  @Test
  void shouldWithdrawOnFailureWhatWasLeftToAnotherButNotOnASkip() {
    var row = ended(1, Kind.ELSEWHERE, "");

    assertEquals(new Verdict.Withdraws(1), row.onFailure(2));
    assertEquals(new Verdict.Unsaid(), row.onSkip(2));
  }

  @Test
  void shouldNotHaveAPredictionStandOnceALaterRevisionWasLeftToAnother() {
    var row = ended(1, Kind.PREDICTED, "a").with(new Ending(2, Kind.ELSEWHERE, ""), 2);

    assertEquals(Optional.empty(), row.standingRevision());
    assertEquals(new Verdict.Unsaid(), row.onSkip(3));
  }

  @Test
  void shouldStillEndARevisionThatWasLeftToAnother() {
    var row = ended(1, Kind.ELSEWHERE, "");

    assertTrue(row.knows(1));
    assertFalse(row.hasEnded(1));
    assertEquals(new Verdict.Stands(), row.onFailure(1));
  }

  @Test
  void shouldForgetOldestEndingsOfEndlessSeries() {
    var row = SeriesRow.EMPTY;
    for (int revision = 1; revision <= SeriesRow.MAX_ENDINGS + 1; revision++) {
      row = row.with(new Ending(revision, Kind.PREDICTED, "p" + revision), revision);
    }

    assertEquals(SeriesRow.MAX_ENDINGS, row.endings().size());
    assertEquals(2, row.endings().getFirst().revision());
    assertEquals(SeriesRow.MAX_ENDINGS + 1, row.touchedAtMillis());
  }

  private static SeriesRow ended(int revision, Kind kind, String predictionId) {
    return SeriesRow.EMPTY.with(new Ending(revision, kind, predictionId), 1);
  }
}
