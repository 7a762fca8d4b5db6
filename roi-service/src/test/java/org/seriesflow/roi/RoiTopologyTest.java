package org.seriesflow.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.DeadLetter;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RoiExtracted;
import org.seriesflow.events.Routing;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Vector3;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Substitution;
import org.seriesflow.stages.DeployedPackage;
import org.seriesflow.stages.UnknownBodyPart;
import org.seriesflow.streaming.Topics;

class RoiTopologyTest extends RoiBench {
  @Test
  void shouldKeepItsShape() {
    assertEquals(
        """
        Topologies:
           Sub-topology: 0
            Source: volumes (topics: [volumes])
              --> roi-of-volumes
            Processor: roi-of-volumes (stores: [])
              --> to-dead-letters, to-rois, to-series-skipped
              <-- volumes
            Sink: to-dead-letters (topic: dead-letters)
              <-- roi-of-volumes
            Sink: to-rois (topic: rois)
              <-- roi-of-volumes
            Sink: to-series-skipped (topic: series-skipped)
              <-- roi-of-volumes

        """,
        RoiTopology.build(
                runtime(),
                topics,
                Fixtures.deployment(ProcessingMode.LIVE),
                deployed,
                stage(UnknownBodyPart.SKIP, ProcessingMode.LIVE))
            .describe()
            .toString());
  }

  @Test
  void shouldGiveTheBoxOfTheLocatorWithItsPlaceInThePatient() throws IOException {
    send(event());

    var roi = only(Topics.ROIS, RoiExtracted.class);
    var region = roi.getRois().getFirst();
    assertEquals(new org.seriesflow.events.VoxelBox(1, 1, 1, 3, 4, 5), region.getVoxelBox());
    // Outer voxel edges: half a voxel below index 1, and 2, 3 and 4 voxels of 1 mm further.
    assertEquals(new Vector3(10.5, 20.5, 30.5), region.getBoxInSpace().getCorner());
    assertEquals(new Vector3(10.5, 20.5, 30.5), region.getBoxInSpace().getMinMm());
    assertEquals(new Vector3(14.5, 23.5, 32.5), region.getBoxInSpace().getMaxMm());
    assertNull(roi.getSubstitution());
  }

  @Test
  void shouldCarryOnWhatLaterStagesNeed() throws IOException {
    var event = event();
    send(event);

    var roi = only(Topics.ROIS, RoiExtracted.class);
    assertEquals(event.getVolumes(), roi.getVolumes());
    assertEquals(event.getAttributes(), roi.getAttributes());
    assertEquals("1.0", roi.getNormalisationVersion());
    assertEquals("dd", roi.getInputDigest());
    assertEquals(List.of(Fixtures.PACKAGE), roi.getModels());
    assertEquals(
        List.of("normalisation", "roi"),
        roi.getTimings().stream().map(timing -> timing.getStage()).toList());
    assertEquals(30, roi.getTimings().get(1).getNetworkMillis());
    assertEquals(event.getHeader().getCorrelationId(), roi.getHeader().getCorrelationId());
    assertEquals("roi-service@test", roi.getHeader().getProducer());
  }

  @Test
  void shouldShowTheLocatorTheVoxelsOfThePayload() throws IOException {
    locator =
        volumes -> {
          assertEquals(7, volumes.getFirst().volume().valueAt(0, 0, 0));
          assertEquals(Fixtures.GEOMETRY, volumes.getFirst().volume().geometry());
          return Fixtures.finding(BOX, Optional.empty());
        };
    send(event());

    assertEquals(
        BOX.maxX(),
        only(Topics.ROIS, RoiExtracted.class).getRois().getFirst().getVoxelBox().getMaxX());
  }

  @Test
  void shouldSayWhyTheFullVolumeStandsInForARegion() throws IOException {
    locator =
        volumes ->
            Fixtures.finding(
                VoxelBox.full(volumes.getFirst().volume().shape()),
                Optional.of(new Substitution("guard", "NO_MASK", "Nothing was marked.")));
    send(event());

    var roi = only(Topics.ROIS, RoiExtracted.class);
    assertEquals("NO_MASK", roi.getSubstitution().getCode());
    assertEquals("Nothing was marked.", roi.getSubstitution().getReason());
    assertEquals(
        new org.seriesflow.events.VoxelBox(0, 0, 0, 4, 5, 6),
        roi.getRois().getFirst().getVoxelBox());
  }

  @Test
  void shouldGiveNoPlaceInThePatientWhenGeometryWasGuessed() throws IOException {
    var event = event();
    event.getVolumes().getFirst().setGeometryEstimated(true);
    send(event);

    assertNull(only(Topics.ROIS, RoiExtracted.class).getRois().getFirst().getBoxInSpace());
  }

  @Test
  void shouldSkipASeriesThatThePackageIsNotFor() throws IOException {
    var event = event();
    event.getAttributes().setBodyPartExamined("LSPINE");
    send(event);

    var skipped = only(Topics.SERIES_SKIPPED, SeriesSkipped.class);
    assertEquals("NOT_ELIGIBLE", skipped.getReasonCode());
    assertTrue(skipped.getReason().contains("LSPINE"), skipped.getReason());
    assertEquals("roi", skipped.getStage());
    assertEquals(4, skipped.getInstanceCount());
    assertEquals(List.of(Fixtures.PACKAGE), skipped.getModels());
    assertNothingOn(Topics.ROIS);
  }

  @Test
  void shouldSkipASeriesThatDoesNotNameTheBodyPart() throws IOException {
    var event = event();
    event.getAttributes().setBodyPartExamined(null);
    send(event);

    assertEquals("UNDETERMINED", only(Topics.SERIES_SKIPPED, SeriesSkipped.class).getReasonCode());
  }

  @Test
  void shouldTryASeriesThatDoesNotNameTheBodyPartWhenConfiguredTo() throws IOException {
    start(UnknownBodyPart.TRY, ProcessingMode.LIVE);
    var event = event();
    event.getAttributes().setBodyPartExamined(null);
    pipe(event);

    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
    assertNothingOn(Topics.SERIES_SKIPPED);
  }

  private static Routing routedTo(String roiPackage) {
    return Routing.newBuilder()
        .setRulesName("site")
        .setRulesVersion("7")
        .setRulesSha256("ee")
        .setRule("knees")
        .setRoiPackage(roiPackage)
        .build();
  }

  @Test
  void shouldCarryOnWhatTheRulesSay() throws IOException {
    var event = event();
    event.setRouting(routedTo(Fixtures.PACKAGE.getId()));
    send(event);

    assertEquals(event.getRouting(), only(Topics.ROIS, RoiExtracted.class).getRouting());
  }

  @Test
  void shouldPutAsideASeriesForAPackageThatIsNotDeployed() throws IOException {
    var event = event();
    event.setRouting(routedTo("knee-roi"));
    send(event);

    var letter = only(Topics.DEAD_LETTERS, DeadLetter.class);
    assertEquals("PACKAGE_NOT_DEPLOYED", letter.getCauseCode());
    assertEquals(
        "Rule 'knees' of site 7 wants package 'knee-roi' as ROI, and 'roi' is deployed: deploy it,"
            + " or change the rule; then redrive this dead letter.",
        letter.getCause());
    assertTrue(letter.getEndsRevision());
    assertEquals(event.getRouting(), letter.getRouting());
    assertNothingOn(Topics.ROIS);
  }

  @Test
  void shouldLeaveASeriesToTheDeploymentThatServesIt() throws IOException {
    deployed = new DeployedPackage(Fixtures.PACKAGE, false, Set.of("knee-roi"));
    var event = event();
    event.setRouting(routedTo("knee-roi"));
    send(event);

    topics.all().forEach(this::assertNothingOn);
  }

  @Test
  void shouldLookOnlyAtSeriesForWhichARuleNamesThePackageWhereItIsNotTheDefaultOne()
      throws IOException {
    deployed = new DeployedPackage(Fixtures.PACKAGE, true, Set.of());
    var named = event();
    named.setRouting(routedTo(Fixtures.PACKAGE.getId()));
    send(event());
    pipe(named);

    assertEquals(named.getRouting(), only(Topics.ROIS, RoiExtracted.class).getRouting());
    assertNothingOn(Topics.DEAD_LETTERS);
  }

  @Test
  void shouldLookInAShadowAtASeriesForAnotherPackage() throws IOException {
    start(UnknownBodyPart.SKIP, ProcessingMode.SHADOW);
    var event = event();
    event.setRouting(routedTo("knee-roi"));
    pipe(event);

    assertEquals(1, only(Topics.ROIS, RoiExtracted.class).getRois().size());
  }

  @Test
  void shouldLookAtTheFirstOfSeveralVolumesAndSayHowManyItPassedOver() throws IOException {
    var event = event();
    var first = NormalisedVolume.newBuilder(event.getVolumes().getFirst()).setDimension("EchoTime");
    var second = NormalisedVolume.newBuilder(first).setIndex(1);
    event.setVolumes(List.of(first.build(), second.build()));
    send(event);

    var roi = only(Topics.ROIS, RoiExtracted.class);
    assertEquals(List.of(first.build()), roi.getVolumes());
    assertEquals("FIRST_OF_SEVERAL_VOLUMES", roi.getSubstitution().getCode());
    assertEquals(
        "The series holds 2 volumes, told apart by EchoTime; the package takes one: the first was"
            + " looked at, 1 were not.",
        roi.getSubstitution().getReason());
  }

  @Test
  void shouldGiveARegionOfEachVolumeWhereThePackageTakesSeveral() throws IOException {
    var event = event();
    var first = NormalisedVolume.newBuilder(event.getVolumes().getFirst()).setDimension("EchoTime");
    var second = NormalisedVolume.newBuilder(first).setIndex(1);
    event.setVolumes(List.of(first.build(), second.build()));
    locator = Fixtures.several(List.of(BOX, new VoxelBox(0, 0, 0, 2, 2, 2)));
    send(event);

    var roi = only(Topics.ROIS, RoiExtracted.class);
    assertEquals(event.getVolumes(), roi.getVolumes());
    assertNull(roi.getSubstitution());
    assertEquals(List.of(0, 1), roi.getRois().stream().map(r -> r.getVolumeIndex()).toList());
    assertEquals(
        new org.seriesflow.events.VoxelBox(0, 0, 0, 2, 2, 2),
        roi.getRois().getLast().getVoxelBox());
  }
}
