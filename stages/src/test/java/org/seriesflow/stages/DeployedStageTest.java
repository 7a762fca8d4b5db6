package org.seriesflow.stages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.seriesflow.events.EventHeader;
import org.seriesflow.events.ModelPackageRef;
import org.seriesflow.events.PackageRole;
import org.seriesflow.events.ProcessingMode;
import org.seriesflow.events.RecordHeader;
import org.seriesflow.events.Routing;
import org.seriesflow.events.SeriesSkipped;
import org.seriesflow.events.Training;
import org.seriesflow.streaming.deadletter.Redrive;
import org.seriesflow.streaming.stage.Outcome;
import org.seriesflow.streaming.stage.StageContext;

/** A skip stands for any event that carries a header and what the rules say. */
class DeployedStageTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final ModelPackageRef HEADS =
      ModelPackageRef.newBuilder()
          .setRole(PackageRole.CLASSIFIER)
          .setId("heads")
          .setVersion("1")
          .setSha256("aa")
          .setTraining(Training.UNTRAINED)
          .setExecutionProvider("cpu")
          .build();
  private static final DeployedPackage BY_DEFAULT =
      new DeployedPackage(HEADS, false, Set.of("knees"));
  private static final DeployedPackage ONLY_NAMED = new DeployedPackage(HEADS, true, Set.of());
  private static final Outcome WORKED = Outcome.nothing("worked");
  private static final Outcome PASSED = Outcome.nothing("other-deployment");

  @Test
  void shouldWorkOnWhatItServes() {
    assertEquals(WORKED, live(BY_DEFAULT, event(null)));
    assertEquals(WORKED, live(BY_DEFAULT, event("heads")));
    assertEquals(WORKED, live(ONLY_NAMED, event("heads")));
  }

  @Test
  void shouldLetPassWhatAnotherServes() {
    assertEquals(PASSED, live(BY_DEFAULT, event("knees")));
    assertEquals(PASSED, live(ONLY_NAMED, event("knees")));
    assertEquals(PASSED, live(ONLY_NAMED, event(null)));
  }

  @Test
  void shouldPutAsideWhatNobodyServes() {
    var failure = assertInstanceOf(Outcome.Failure.class, live(BY_DEFAULT, event("hips")));

    assertEquals("PACKAGE_NOT_DEPLOYED", failure.code());
    assertEquals(
        "Rule 'rule' of site 7 wants package 'hips' as CLASSIFIER, and 'heads' is deployed: deploy"
            + " it, or change the rule; then redrive this dead letter.",
        failure.sentence());
    assertTrue(failure.endsRevision());
  }

  @Test
  void shouldLeaveTheRefusalOfAnotherModeToTheOneThatServesTheSeries() {
    var replayed = event("knees");
    replayed.getHeader().setMode(ProcessingMode.REPLAY);
    var own = event("heads");
    own.getHeader().setMode(ProcessingMode.REPLAY);

    assertEquals(PASSED, live(BY_DEFAULT, replayed));
    assertEquals(
        "MODE_MISMATCH", assertInstanceOf(Outcome.Failure.class, live(BY_DEFAULT, own)).code());
  }

  @Test
  void shouldPutAsideARedriveThatWasSentToItAndIsForAnother() {
    var address = new RecordHeader(Redrive.APPLICATION, ByteBuffer.wrap("heads".getBytes(UTF_8)));
    var failure =
        assertInstanceOf(
            Outcome.Failure.class,
            apply(ProcessingMode.LIVE, BY_DEFAULT, event("knees"), List.of(address)));

    assertEquals("PACKAGE_NOT_DEPLOYED", failure.code());
    assertTrue(failure.sentence().contains("--application-id"), failure.sentence());
  }

  @Test
  void shouldWorkInAShadowOnWhateverPackageIsNamed() {
    assertEquals(
        WORKED,
        apply(ProcessingMode.SHADOW, DeployedPackage.alone(HEADS), event("hips"), List.of()));
  }

  private static Outcome live(DeployedPackage deployed, SeriesSkipped event) {
    return apply(ProcessingMode.LIVE, deployed, event, List.of());
  }

  private static Outcome apply(
      ProcessingMode mode,
      DeployedPackage deployed,
      SeriesSkipped event,
      List<RecordHeader> headers) {
    var stage =
        new DeployedStage<SeriesSkipped>(
            new Deployment(mode, "service@1", CLOCK), deployed, (_, _) -> WORKED);
    return stage.apply(
        event,
        new StageContext(
            "stage",
            "service@1",
            CLOCK,
            NOW,
            1,
            new StageContext.InputRecord("topic", 0, 7, NOW.toEpochMilli(), null, null, headers),
            Optional.of(event)));
  }

  private static SeriesSkipped event(String classifierPackage) {
    return SeriesSkipped.newBuilder()
        .setHeader(
            EventHeader.newBuilder()
                .setSeriesInstanceUid("1.2")
                .setStudyInstanceUid("1")
                .setRevision(1)
                .setCorrelationId("1.2#1")
                .setProducedAt(NOW)
                .setProducer("upstream@1")
                .setMode(ProcessingMode.LIVE)
                .build())
        .setStage("normalisation")
        .setReasonCode("A")
        .setReason("B.")
        .setInstanceCount(1)
        .setRouting(
            Routing.newBuilder()
                .setRulesName("site")
                .setRulesVersion("7")
                .setRulesSha256("ee")
                .setRule("rule")
                .setClassifierPackage(classifierPackage)
                .build())
        .build();
  }
}
