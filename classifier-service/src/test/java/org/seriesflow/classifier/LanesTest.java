package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.Lane;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.streaming.Topics;
import org.seriesflow.streaming.stage.ServedLanes;

/** What each application of the service does with series of each lane. */
class LanesTest extends ClassifierBench {
  @Test
  void shouldPredictUrgentSeriesFromTheirOwnTopic() {
    start(ServedLanes.STAT);
    pipe(Topics.ROIS_STAT, urgent(region(1)), Fixtures.NOW);

    assertEquals(Lane.STAT, only().getHeader().getLane());
  }

  @Test
  void shouldSayOnceThatAnUrgentSeriesFailed() {
    var said = new ArrayList<String>();
    for (var lanes : List.of(ServedLanes.ROUTINE, ServedLanes.STAT)) {
      start(lanes);
      pipe(Topics.DEAD_LETTERS, letter(Lane.STAT), Fixtures.NOW);
      said().forEach(end -> said.add(lanes + " " + end));
    }

    assertEquals(List.of("STAT 2 FAILED"), said);
  }

  @Test
  void shouldSayOnceThatASeriesOfUnknownLaneFailed() {
    var said = new ArrayList<String>();
    for (var lanes : List.of(ServedLanes.ROUTINE, ServedLanes.STAT)) {
      start(lanes);
      pipe(Topics.DEAD_LETTERS, letter(Lane.UNKNOWN), Fixtures.NOW);
      said().forEach(end -> said.add(lanes + " " + end));
    }

    assertEquals(List.of("ROUTINE 2 FAILED"), said);
  }

  @Test
  void shouldWithdrawThePredictionOfAnUrgentSeriesThatIsSkippedLater() {
    start(ServedLanes.STAT);
    pipe(Topics.ROIS_STAT, urgent(region(1)), Fixtures.NOW);
    var skip = Fixtures.skip(2);
    skip.getHeader().setLane(Lane.STAT);
    pipe(Topics.SERIES_SKIPPED, skip, Fixtures.NOW);

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said());
  }

  @Test
  void shouldPassOverALetterThatNamesNoSeriesInEachLane() {
    for (var lanes : List.of(ServedLanes.ROUTINE, ServedLanes.STAT)) {
      start(lanes);
      var letter = letter(Lane.UNKNOWN);
      letter.setHeader(null);
      driver
          .createInputTopic(
              Topics.DEAD_LETTERS.name(), new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(
              Fixtures.SERIES.getBytes(StandardCharsets.UTF_8),
              codec.encode(Topics.DEAD_LETTERS, letter),
              Fixtures.NOW.toEpochMilli());

      assertEquals(List.of(), said());
      assertEquals(List.of(), read(Topics.DEAD_LETTERS));
    }
  }

  @Test
  void shouldScoreSeriesOfAllLanesInAShadow() {
    driver.close();
    start(Fixtures.shadow(), SHADOW_TOPICS);
    pipe(Topics.ROIS, region(1), Fixtures.NOW);
    pipe(Topics.ROIS_STAT, urgent(region(2)), Fixtures.NOW);

    assertEquals(List.of("1 PREDICTED", "2 PREDICTED"), said(Topics.PREDICTIONS_RESCORED));
  }

  private void start(ServedLanes lanes) {
    driver.close();
    start(Fixtures.live(), topics(lanes, Topics.PREDICTIONS));
  }

  private static RoiExtracted urgent(RoiExtracted region) {
    region.getHeader().setLane(Lane.STAT);
    return region;
  }

  private static DeadLetter letter(Lane lane) {
    var letter = Fixtures.letter(2, "normalisation");
    letter.getHeader().setLane(lane);
    return letter;
  }
}
