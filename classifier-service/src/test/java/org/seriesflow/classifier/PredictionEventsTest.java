package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.LabelRole;
import org.seriesflow.events.LabelScore;
import org.seriesflow.events.Laterality;
import org.seriesflow.events.PredictionScope;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.Training;
import org.seriesflow.inference.Substitution;
import org.seriesflow.stages.PredictionEvents;
import org.seriesflow.stages.PredictionEvents.Reason;

class PredictionEventsTest {
  private final PredictionEvents events = Fixtures.events(Fixtures.live());

  @Test
  void shouldStateEveryLabelWithRoleSideAndScore() {
    var region = Fixtures.region(1, Fixtures.unwritten());

    var scores =
        events.predicted(region, Fixtures.classification(), region.getTimings()).getScores();

    assertEquals(
        List.of("left", "right", "present"), scores.stream().map(LabelScore::getLabel).toList());
    assertEquals(LabelRole.LOCATION, scores.get(0).getRole());
    assertEquals(Laterality.LEFT, scores.get(0).getLaterality());
    assertEquals("SCT", scores.get(0).getCode().getScheme());
    assertEquals(.25, scores.get(0).getProbability());
    assertEquals(-1.5, scores.get(0).getLogit());
    assertEquals(LabelRole.PRESENCE, scores.get(2).getRole());
    assertNull(scores.get(2).getLogit(), "the package gives no logit for this set");
  }

  @Test
  void shouldCallItPredictedWithoutAReasonWhenTheNetworkSawItsDeclaredInput() {
    var region = Fixtures.region(1, Fixtures.unwritten());

    var event = events.predicted(region, Fixtures.classification(), region.getTimings());

    assertEquals(PredictionStatus.PREDICTED, event.getStatus());
    assertNull(event.getReasonCode());
    assertNull(event.getReason());
    assertEquals(PredictionScope.SERIES, event.getScope());
    assertEquals("research use, not a medical device", event.getDisclaimer());
    assertEquals(region.getRois(), event.getRois());
    assertEquals(region.getVolumes(), event.getVolumes());
    assertEquals("dd", event.getInputDigest());
    assertEquals("1.0", event.getNormalisationVersion());
  }

  @Test
  void shouldNameBothPackagesAndTheWeakestTraining() {
    var region = Fixtures.region(1, Fixtures.unwritten());

    var event = events.predicted(region, Fixtures.classification(), region.getTimings());

    assertEquals(List.of(Fixtures.ROI_PACKAGE, Fixtures.CLASSIFIER_PACKAGE), event.getModels());
    assertEquals(Training.UNTRAINED, event.getTraining());
  }

  @Test
  void shouldContinueTheTraceWithASpanOfItsOwn() {
    var region = Fixtures.region(3, Fixtures.unwritten());

    var header =
        events.predicted(region, Fixtures.classification(), region.getTimings()).getHeader();

    assertEquals(3, header.getRevision());
    assertEquals(Fixtures.SERIES, header.getSeriesInstanceUid());
    assertTrue(header.getTraceparent().startsWith("00-" + Fixtures.TRACE + "-"));
    assertNotEquals(region.getHeader().getTraceparent(), header.getTraceparent());
    assertEquals("classifier-service@test", header.getProducer());
    assertEquals(Fixtures.NOW, header.getProducedAt());
  }

  @Test
  void shouldCallItFallbackWithTheReasonWhenTheRegionIsASubstitute() {
    var region = Fixtures.substituted(Fixtures.region(1, Fixtures.unwritten()));

    var event = events.predicted(region, Fixtures.classification(), region.getTimings());

    assertEquals(PredictionStatus.FALLBACK, event.getStatus());
    assertEquals("NO_MASK", event.getReasonCode());
    assertEquals("The network marked nothing.", event.getReason());
    assertEquals(.25, event.getScores().getFirst().getProbability());
  }

  @Test
  void shouldCallItFallbackWhenTheClassifierSubstitutedAnInput() {
    var region = Fixtures.region(1, Fixtures.unwritten());
    var classification =
        Fixtures.classification(Optional.of(new Substitution("guard", "SMALL", "Too small.")));

    var event = events.predicted(region, classification, region.getTimings());

    assertEquals(PredictionStatus.FALLBACK, event.getStatus());
    assertEquals("SMALL", event.getReasonCode());
  }

  @Test
  void shouldGiveNoSidedScoreWhenGeometryWasGuessed() {
    var region = Fixtures.estimated(Fixtures.region(1, Fixtures.unwritten()));

    var event = events.predicted(region, Fixtures.classification(), region.getTimings());

    assertEquals(PredictionStatus.FALLBACK, event.getStatus());
    assertEquals("GEOMETRY_ESTIMATED", event.getReasonCode());
    var scores = event.getScores();
    for (var sided : scores.subList(0, 2)) {
      assertNull(sided.getProbability(), sided.getLabel());
      assertNull(sided.getLogit(), sided.getLabel());
    }
    assertEquals(.75, scores.get(2).getProbability());
  }

  @Test
  void shouldGiveBothReasonsWhenGeometryWasGuessedAndTheRegionIsASubstitute() {
    var region = Fixtures.estimated(Fixtures.substituted(Fixtures.region(1, Fixtures.unwritten())));

    var event = events.predicted(region, Fixtures.classification(), region.getTimings());

    assertEquals("GEOMETRY_ESTIMATED", event.getReasonCode());
    assertTrue(event.getReason().endsWith("The network marked nothing."), event.getReason());
  }

  @Test
  void shouldListAllLabelsWithoutScoresWhenItFailed() {
    var event =
        events.failed(Fixtures.header(1), new Reason("UNREADABLE", "Cut short."), List.of());

    assertEquals(PredictionStatus.FAILED, event.getStatus());
    assertEquals("UNREADABLE", event.getReasonCode());
    assertEquals(3, event.getScores().size());
    for (var score : event.getScores()) {
      assertNull(score.getProbability(), score.getLabel());
      assertNull(score.getLogit(), score.getLabel());
    }
  }

  @Test
  void shouldNameTheRevisionThatNoLongerStandsWhenItIsWithdrawn() {
    var event = events.withdrawn(Fixtures.header(2), 1, new Reason("TILT", "Tilted."), List.of());

    assertEquals(PredictionStatus.WITHDRAWN, event.getStatus());
    assertEquals(2, event.getHeader().getRevision());
    assertEquals(1, event.getWithdrawsRevision());
    assertTrue(event.getScores().stream().allMatch(score -> score.getProbability() == null));
  }

  @Test
  void shouldKeepTheIdentityWhenTheSameRegionIsPredictedAgain() {
    var region = Fixtures.region(1, Fixtures.unwritten());
    var again = Fixtures.region(1, Fixtures.unwritten());

    assertEquals(
        events.identityOf(region),
        events.predicted(again, Fixtures.classification(), List.of()).getPredictionId());
    assertEquals(events.identityOf(region), events.superseded(again, 2).getPredictionId());
  }

  @Test
  void shouldHaveAnotherIdentityAndModeInAShadowDeployment() {
    var region = Fixtures.region(1, Fixtures.unwritten());
    var shadow =
        Fixtures.events(Fixtures.shadow()).predicted(region, Fixtures.classification(), List.of());

    assertEquals(ProcessingMode.SHADOW, shadow.getHeader().getMode());
    assertNotEquals(events.identityOf(region), shadow.getPredictionId());
  }

  @Test
  void shouldNeverSpeakOfANegative() {
    var region = Fixtures.region(1, Fixtures.unwritten());
    var all =
        List.of(
            events.predicted(region, Fixtures.classification(), List.of()),
            events.superseded(region, 2),
            events.failed(Fixtures.header(1), new Reason("A", "b"), List.of()),
            events.withdrawn(Fixtures.header(2), 1, new Reason("A", "b"), List.of()));

    for (var event : all) {
      assertFalse(event.toString().toLowerCase(java.util.Locale.ROOT).contains("negativ"));
    }
  }
}
