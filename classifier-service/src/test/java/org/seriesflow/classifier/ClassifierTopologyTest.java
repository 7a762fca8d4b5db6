package org.seriesflow.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.events.PredictionStatus;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RegionOfInterest;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Classification;
import org.seriesflow.inference.Regions;
import org.seriesflow.inference.Substitution;
import org.seriesflow.stages.RegionClassifier;
import org.seriesflow.streaming.Topics;

class ClassifierTopologyTest extends ClassifierBench {
  @Test
  void shouldKeepItsShape() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: dead-letters (topics: [dead-letters])
              --> outcome-of-dead-letters
            Source: rois (topics: [rois])
              --> classification-of-rois
            Source: series-skipped (topics: [series-skipped])
              --> outcome-of-series-skipped
            Processor: classification-of-rois (stores: [series-rows])
              --> to-dead-letters, to-predictions
              <-- rois
            Processor: outcome-of-dead-letters (stores: [series-rows])
              --> to-dead-letters, to-predictions
              <-- dead-letters
            Processor: outcome-of-series-skipped (stores: [series-rows])
              --> to-dead-letters, to-predictions
              <-- series-skipped
            Sink: to-dead-letters (topic: dead-letters)
              <-- classification-of-rois, outcome-of-series-skipped, outcome-of-dead-letters
            Sink: to-predictions (topic: predictions)
              <-- classification-of-rois, outcome-of-series-skipped, outcome-of-dead-letters

        """,
        ClassifierTopology.build(runtime(), parts(Fixtures.live(), LIVE_TOPICS))
            .describe()
            .toString());
  }

  // Here and below: as a broker does, the driver brings dead letters back to this service.

  @Test
  void shouldPredictTheRegionOfTheEvent() {
    send(region(1));

    var prediction = only();
    assertEquals(PredictionStatus.PREDICTED, prediction.getStatus());
    assertEquals(3, prediction.getScores().size());
    assertEquals(List.of(new VoxelBox(0, 1, 2, 1, 2, 3)), classified);
    assertEquals(
        List.of("roi", "classification"),
        prediction.getTimings().stream().map(timing -> timing.getStage()).toList());
    assertEquals(40, prediction.getTimings().get(1).getNetworkMillis());
  }

  @Test
  void shouldSayFallbackWhenTheRegionIsASubstitute() {
    send(Fixtures.substituted(region(1)));

    assertEquals(PredictionStatus.FALLBACK, only().getStatus());
  }

  @Test
  void shouldFailTheRevisionWhoseClassificationFails() {
    send(Fixtures.region(1, new PayloadRef(payload.getKey(), payload.getSha256(), 1L, "x")));

    var letter = onlyLetter();
    assertEquals("PAYLOAD_DAMAGED", letter.getCauseCode());
    assertTrue(letter.getEndsRevision());
    assertEquals(List.of("1 FAILED"), said());
  }

  @Test
  void shouldPutAsideScoresThatAreNoNumbers() {
    classifier =
        regions -> {
          var score = Fixtures.classification().scores().getFirst();
          return new Classification(
              List.of(
                  new org.seriesflow.inference.LabelScore(
                      score.labelSet(), score.role(), score.label(), 0, Double.NaN)),
              Optional.empty(),
              Optional.empty(),
              Duration.ZERO,
              Duration.ZERO,
              1);
        };
    send(region(1));

    assertEquals("SCORES_NOT_FINITE", onlyLetter().getCauseCode());
    assertEquals(List.of("1 FAILED"), said());
  }

  @Test
  void shouldPutAsideASeriesWhoseScoresThePackageWithholds() {
    classifier =
        _ ->
            new Classification(
                List.of(),
                Optional.empty(),
                Optional.of(new Substitution("guard", "TOO_SMALL", "The region is too small.")),
                Duration.ZERO,
                Duration.ZERO,
                0);
    send(region(1));

    assertEquals("TOO_SMALL", onlyLetter().getCauseCode());
  }

  private RoiExtracted routedTo(String classifierPackage) {
    var region = region(1);
    region.setRouting(Fixtures.routing(classifierPackage));
    return region;
  }

  @Test
  void shouldCarryOnWhatTheRulesSayAndHoldItForAnotherPrediction() {
    send(region(1));
    send(routedTo(null));

    var predictions = predictions();
    assertEquals(2, predictions.size());
    assertEquals("knees", predictions.getLast().getRouting().getRule());
    assertNotEquals(
        predictions.getFirst().getPredictionId(), predictions.getLast().getPredictionId());
  }

  @Test
  void shouldFailASeriesForAPackageThatIsNotDeployed() {
    send(routedTo("knee-classifier"));

    assertEquals("PACKAGE_NOT_DEPLOYED", onlyLetter().getCauseCode());
    assertEquals(List.of("1 FAILED"), said());
    assertEquals(List.of(), classified);
  }

  @Test
  void shouldPutAsideARegionThatLeavesTheVolume() {
    var region = region(1);
    region.getRois().getFirst().getVoxelBox().setMaxX(5);
    send(region);

    assertEquals("REGION_INVALID", onlyLetter().getCauseCode());
  }

  private RoiExtracted ofTwoVolumes() {
    var region = region(1);
    var first =
        NormalisedVolume.newBuilder(region.getVolumes().getFirst()).setDimension("EchoTime");
    var second = NormalisedVolume.newBuilder(first).setIndex(1).build();
    var inSecond =
        RegionOfInterest.newBuilder()
            .setVolumeIndex(1)
            .setVoxelBox(new org.seriesflow.events.VoxelBox(1, 0, 0, 2, 3, 4))
            .build();
    region.setVolumes(List.of(first.build(), second));
    region.setRois(List.of(region.getRois().getFirst(), inSecond));
    return region;
  }

  @Test
  void shouldScoreTheFirstOfSeveralRegionsWhereThePackageTakesOneAndCallItAFallback() {
    send(ofTwoVolumes());

    var prediction = predictions().getFirst();
    assertEquals(PredictionStatus.FALLBACK, prediction.getStatus());
    assertEquals("FIRST_OF_SEVERAL_VOLUMES", prediction.getReasonCode());
    assertEquals(1, prediction.getVolumes().size());
    assertEquals(List.of(new VoxelBox(0, 1, 2, 1, 2, 3)), classified);
  }

  @Test
  void shouldMakeOnePredictionOfAllRegionsWhereThePackageTakesSeveral() {
    var one = classifier;
    classifier =
        new RegionClassifier() {
          @Override
          public Classification classify(Regions regions) {
            return one.classify(regions);
          }

          @Override
          public boolean takesSeveral() {
            return true;
          }
        };
    send(ofTwoVolumes());

    var prediction = predictions().getFirst();
    assertEquals(PredictionStatus.PREDICTED, prediction.getStatus());
    assertEquals(2, prediction.getRois().size());
    assertEquals(
        List.of(new VoxelBox(0, 1, 2, 1, 2, 3), new VoxelBox(1, 0, 0, 2, 3, 4)), classified);
  }

  @Test
  void shouldTellThePackageWhereGeometryWasGuessed() {
    var guessed = new ArrayList<Boolean>();
    classifier =
        regions -> {
          guessed.add(regions.volumes().getFirst().geometryEstimated());
          return Fixtures.classification();
        };
    send(Fixtures.estimated(region(1)));

    assertEquals(List.of(true), guessed);
  }

  @Test
  void shouldPutAsideAnEventWithoutARegion() {
    var region = region(1);
    region.setRois(List.of());
    send(region);

    assertEquals("REGION_INVALID", onlyLetter().getCauseCode());
  }

  @Test
  void shouldGoOnAfterAPoisonedSeries() {
    classifier =
        regions -> {
          classified.addAll(regions.boxes());
          if (classified.size() == 1) {
            throw new IllegalStateException("poison");
          }
          return Fixtures.classification();
        };
    send(region(1));
    send(region(2));

    assertEquals("UNEXPECTED", onlyLetter().getCauseCode());
    assertEquals(List.of("1 FAILED", "2 PREDICTED"), said());
  }

  @Test
  void shouldKeepAShadowDeploymentOffTheLivePredictions() {
    driver.close();
    start(Fixtures.shadow(), SHADOW_TOPICS);
    send(region(1));
    fail(2, "normalisation");

    assertEquals(List.of("1 PREDICTED", "2 WITHDRAWN"), said(Topics.PREDICTIONS_RESCORED));
    assertEquals(List.of(), said());
  }

  @Test
  void shouldMarkTheDeadLettersOfAShadowDeploymentAsItsOwn() {
    driver.close();
    start(Fixtures.shadow(), SHADOW_TOPICS);
    send(Fixtures.region(1, new PayloadRef(payload.getKey(), payload.getSha256(), 1L, "x")));

    assertEquals(ProcessingMode.SHADOW, onlyLetter().getHeader().getMode());
  }
}
