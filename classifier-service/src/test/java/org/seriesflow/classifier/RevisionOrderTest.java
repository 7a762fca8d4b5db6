package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.streaming.Topics;

/** What the order of ends means, from topic to topic. */
class RevisionOrderTest extends ClassifierBench {
  @Test
  void shouldNeitherSayNorComputeTheSamePredictionTwice() {
    send(region(1));
    send(region(1));

    assertEquals(1, predictions().size());
    assertEquals(1, classified.size());
  }

  @Test
  void shouldPredictALaterRevisionWithoutWithdrawingTheEarlierOne() {
    send(region(1));
    send(region(2));

    assertEquals(List.of("1 PREDICTED", "2 PREDICTED"), said());
  }

  @Test
  void shouldSupersedeAnEarlierRevisionThatComesLateWithoutComputingIt() {
    send(region(2));
    send(region(1));

    var predictions = predictions();
    assertEquals(PredictionStatus.SUPERSEDED, predictions.get(1).getStatus());
    assertEquals(1, predictions.get(1).getHeader().getRevision());
    assertTrue(predictions.get(1).getScores().stream().allMatch(s -> s.getProbability() == null));
    assertEquals(1, classified.size());
  }

  @Test
  void shouldSupersedeARevisionWhenALaterOneWasSkipped() {
    skip(2);
    send(region(1));

    assertEquals(List.of("1 SUPERSEDED"), said());
  }

  @Test
  void shouldWithdrawTheEarlierPredictionWhenTheLaterRevisionIsSkipped() {
    send(region(1));
    skip(2);

    var withdrawn = predictions().get(1);
    assertEquals(PredictionStatus.WITHDRAWN, withdrawn.getStatus());
    assertEquals(2, withdrawn.getHeader().getRevision());
    assertEquals(1, withdrawn.getWithdrawsRevision());
  }

  @Test
  void shouldWithdrawTheEarlierPredictionWhenTheLaterRevisionFails() {
    send(region(1));
    fail(2, "normalisation");

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said());
  }

  @Test
  void shouldSayNothingWhenASeriesWithoutPredictionIsSkipped() {
    skip(1);

    assertEquals(List.of(), said());
  }

  @Test
  void shouldFailARevisionThatADeadLetterEndsOnce() {
    fail(1, "roi");
    fail(1, "roi");

    assertEquals(List.of("1 FAILED"), said());
  }

  @Test
  void shouldPredictARevisionAgainAfterItsWithdrawal() {
    send(region(1));
    skip(2);
    send(region(3));
    skip(4);

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN", "3 PREDICTED", "4 WITHDRAWN"), said());
  }

  @Test
  void shouldPredictAFailedRevisionThatIsRedriven() {
    fail(1, "roi");
    send(region(1));

    assertEquals(List.of("1 FAILED", "1 PREDICTED"), said());
  }

  @Test
  void shouldStillKnowTheSeriesAfterALongSilenceWithinItsMemory() {
    send(region(1));
    pipe(Topics.SERIES_SKIPPED, otherSeries(), Fixtures.NOW.plus(Duration.ofDays(7)));
    skip(2, Fixtures.NOW.plus(Duration.ofDays(7)));

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said());
  }

  @Test
  void shouldForgetASeriesAfterItsMemory() {
    send(region(1));
    pipe(Topics.SERIES_SKIPPED, otherSeries(), Fixtures.NOW.plus(Duration.ofDays(9)));

    assertNull(driver.getKeyValueStore(ClassifierTopology.SERIES_ROWS).get(Fixtures.SERIES));
  }
}
