package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.seriesflow.classifier.Ending.Kind;
import org.seriesflow.classifier.Outcomes.Consequence;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.Deployment;

class OutcomesTest {
  private static final SeriesRow PREDICTED_1 =
      SeriesRow.EMPTY.with(new Ending(1, Kind.PREDICTED, "a"), 1);

  private final Outcomes live = outcomes(Fixtures.live());
  private final Outcomes shadow = outcomes(Fixtures.shadow());

  @Test
  void shouldSayNothingButRememberWhenASeriesIsSkipped() {
    var consequence = live.onSkip(SeriesRow.EMPTY, Fixtures.skip(1));

    assertTrue(consequence.event().isEmpty());
    assertEquals(new Ending(1, Kind.SKIPPED, ""), consequence.ending().orElseThrow());
  }

  @Test
  void shouldWithdrawTheEarlierPredictionWhenTheNextRevisionIsSkipped() {
    var event = live.onSkip(PREDICTED_1, Fixtures.skip(2)).event().orElseThrow();

    assertEquals(PredictionStatus.WITHDRAWN, event.getStatus());
    assertEquals(1, event.getWithdrawsRevision());
    assertEquals("TOO_FEW_SLICES", event.getReasonCode());
    assertEquals("Revision 2 was skipped: 2 slices.", event.getReason());
  }

  @Test
  void shouldFailTheRevisionThatADeadLetterEnds() {
    var consequence = live.onDeadLetter(SeriesRow.EMPTY, Fixtures.letter(1, "normalisation"));

    var event = consequence.event().orElseThrow();
    assertEquals(PredictionStatus.FAILED, event.getStatus());
    assertEquals("UNREADABLE", event.getReasonCode());
    assertEquals("Stage normalisation failed: Bytes are cut short.", event.getReason());
    assertEquals(
        new Ending(1, Kind.FAILED, event.getPredictionId()), consequence.ending().orElseThrow());
  }

  @Test
  void shouldWithdrawTheEarlierPredictionWhenTheNextRevisionFails() {
    var event = live.onDeadLetter(PREDICTED_1, Fixtures.letter(2, "roi")).event().orElseThrow();

    assertEquals(PredictionStatus.WITHDRAWN, event.getStatus());
    assertEquals(2, event.getHeader().getRevision());
  }

  @Test
  void shouldIgnoreALetterThatDoesNotEndTheRevision() {
    var letter = Fixtures.letter(1, "assembly");
    letter.setEndsRevision(false);

    assertEquals(Consequence.NONE, live.onDeadLetter(SeriesRow.EMPTY, letter));
  }

  @Test
  void shouldIgnoreALetterWhoseInputCouldNotBeDecoded() {
    var letter = Fixtures.letter(1, "roi");
    letter.setHeader(null);

    assertEquals(Consequence.NONE, live.onDeadLetter(SeriesRow.EMPTY, letter));
  }

  @Test
  void shouldIgnoreWhatAShadowDeploymentSkippedOrFailedToDo() {
    var skip = Fixtures.skip(1);
    skip.getHeader().setMode(ProcessingMode.SHADOW);
    var letter = Fixtures.letter(1, "classification");
    letter.getHeader().setMode(ProcessingMode.SHADOW);

    assertEquals(Consequence.NONE, live.onSkip(PREDICTED_1, skip));
    assertEquals(Consequence.NONE, live.onDeadLetter(PREDICTED_1, letter));
  }

  @Test
  void shouldFollowUpstreamButNotTheLiveClassifierInAShadowDeployment() {
    assertTrue(shadow.onDeadLetter(SeriesRow.EMPTY, Fixtures.letter(1, "roi")).event().isPresent());
    assertEquals(
        Consequence.NONE,
        shadow.onDeadLetter(SeriesRow.EMPTY, Fixtures.letter(1, "classification")));
  }

  private static Outcomes outcomes(Deployment deployment) {
    return new Outcomes(
        Fixtures.events(deployment), DeployedPackage.alone(Fixtures.CLASSIFIER_PACKAGE));
  }
}
