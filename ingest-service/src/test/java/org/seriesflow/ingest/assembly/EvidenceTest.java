package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;

/** What ends a series before silence does, and what keeps it open for longer. */
class EvidenceTest {
  private static final String A = "1.2.840.1";
  private static final String B = "1.2.840.2";
  private static final CompletionEvidence MPPS = CompletionEvidence.PERFORMED_PROCEDURE_STEP;
  private static final IdleTimes TIMES = IdleTimes.of(Duration.ofSeconds(5));

  @TempDir Path directory;
  private AssemblyBench bench;

  @BeforeEach
  void start() {
    bench = new AssemblyBench(directory, AssemblySettings.withIdle(TIMES));
  }

  private void start(AssemblySettings settings) {
    bench.close();
    bench = new AssemblyBench(directory, settings);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void receive(int number, long millis) {
    bench.receive(Instances.instance(A, number, millis));
  }

  @ParameterizedTest
  @EnumSource(names = {"INSTANCE_AVAILABILITY", "PERFORMED_PROCEDURE_STEP", "STORAGE_COMMITMENT"})
  void shouldEndTheSeriesAtOnceWhenTheLastInstanceThatAMessageNamesArrives(
      CompletionEvidence kind) {
    bench.learn(Evidence.names(kind, A, 0, 1, 2));
    receive(1, 10);
    assertTrue(bench.assembled().isEmpty());
    receive(2, 20);

    var event = bench.onlyAssembled();
    assertEquals(kind, event.getEvidence());
    assertEquals(2, event.getInstanceCount());
  }

  @Test
  void shouldEndTheSeriesAtOnceWhenAMessageNamesWhatIsHeld() {
    receive(1, 0);
    receive(2, 10);
    bench.learn(Evidence.names(MPPS, A, 20, 1, 2));

    assertEquals(MPPS, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldListTheInstanceThatEndsItsOwnSeriesInItsPlace() {
    bench.learn(Evidence.names(MPPS, A, 0, 1, 2, 3));
    receive(1, 10);
    receive(3, 20);
    receive(2, 30);

    assertEquals(
        List.of(A + ".1", A + ".2", A + ".3"),
        bench.instancesOf(bench.onlyAssembled()).stream()
            .map(InstanceReceived::getSopInstanceUid)
            .toList());
  }

  @Test
  void shouldSayInASentenceWhichEvidenceItWas() {
    bench.learn(Evidence.names(MPPS, A, 0, 1));
    receive(1, 10);

    assertEquals(
        "All 1 instances are held that a performed procedure step names, and no other.",
        bench.onlyAssembled().getEvidenceDetail());
  }

  @Test
  void shouldNotEndBeforeTheLastPartOfALongMessage() {
    receive(1, 0);
    bench.learn(Evidence.namesFirst(MPPS, A, 10, 1));
    assertTrue(bench.assembled().isEmpty());
    bench.learn(Evidence.names(MPPS, A, 20, 2));
    receive(2, 30);

    assertEquals(2, bench.onlyAssembled().getInstanceCount());
  }

  @Test
  void shouldLeaveItToSilenceWhereTheSeriesHoldsMoreThanAMessageNames() {
    receive(1, 0);
    receive(2, 10);
    bench.learn(Evidence.names(MPPS, A, 20, 1));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(CompletionEvidence.IDLE, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldNotMakeARevisionAtOnceOfEachLateInstanceThatNoMessageNamed() {
    bench.learn(Evidence.names(MPPS, A, 0, 1));
    receive(1, 10);
    bench.onlyAssembled();
    receive(2, 20);
    receive(3, 30);
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertEquals(2, event.getHeader().getRevision());
    assertEquals(3, event.getInstanceCount());
  }

  @Test
  void shouldEndTheNextRevisionAtOnceWhenANewMessageNamesTheLateInstanceToo() {
    bench.learn(Evidence.names(MPPS, A, 0, 1));
    receive(1, 10);
    bench.onlyAssembled();
    bench.learn(Evidence.names(MPPS, A, 20, 1, 2));
    receive(2, 30);

    assertEquals(2, bench.onlyAssembled().getHeader().getRevision());
  }

  @Test
  void shouldNotCountADuplicateAsAnInstanceThatIsAwaited() {
    bench.learn(Evidence.names(MPPS, A, 0, 1, 2));
    receive(1, 10);
    receive(1, 20);

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldWaitLongerAsLongAsANamedInstanceIsMissingAndThenSayWhich() {
    bench.learn(Evidence.names(MPPS, A, 0, 1, 2));
    receive(1, 10);
    bench.passTime(Duration.ofSeconds(59));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(2));

    var event = bench.onlyAssembled();
    assertEquals(CompletionEvidence.IDLE, event.getEvidence());
    assertTrue(
        event
            .getEvidenceDetail()
            .endsWith("1 of the 2 instances that a performed procedure step names are missing."),
        event::getEvidenceDetail);
  }

  @Test
  void shouldEndTheSeriesAtOnceWhenAsManyAreHeldAsTheArchiveCounts() {
    receive(1, 0);
    bench.learn(Evidence.counted(A, 10, 2));
    assertTrue(bench.assembled().isEmpty());
    receive(2, 20);

    assertEquals(CompletionEvidence.ARCHIVE_COUNT, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldLeaveItToSilenceWhereTheArchiveCountsFewerThanAreHeld() {
    receive(1, 0);
    receive(2, 10);
    bench.learn(Evidence.counted(A, 20, 1));
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(CompletionEvidence.IDLE, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldWaitLongerAsLongAsTheArchiveCountsMoreThanAreHeld() {
    receive(1, 0);
    bench.learn(Evidence.counted(A, 10, 2));
    bench.passTime(Duration.ofSeconds(59));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(2));

    assertTrue(
        bench
            .onlyAssembled()
            .getEvidenceDetail()
            .endsWith("Archive ARCHIVE counts 2 instances, and 1 are held."));
  }

  @Test
  void shouldEndAnOpenSeriesWhenSomebodyForcesItAndSayWhoAndWhy() {
    receive(1, 0);
    bench.learn(Evidence.forced(A, 10));

    var event = bench.onlyAssembled();
    assertEquals(CompletionEvidence.FORCED, event.getEvidence());
    assertTrue(event.getEvidenceDetail().startsWith("jane decided at "));
    assertTrue(event.getEvidenceDetail().endsWith(": the scanner is off"));
  }

  @Test
  void shouldMakeNothingOfAForcedCompletionWhereNoSeriesIsOpen() {
    bench.learn(Evidence.forced(A, 0));
    receive(1, 10);
    bench.passTime(Duration.ofSeconds(6));
    bench.onlyAssembled();
    bench.learn(Evidence.forced(A, 20_000));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldWaitForAShorterTimeAfterTheLastAssociationWasReleased() {
    receive(1, 0);
    bench.learn(Evidence.released(A, 100));
    bench.passTime(Duration.ofMillis(750));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofMillis(500));

    assertEquals(CompletionEvidence.ASSOCIATION_RELEASED, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldWaitForTheUsualTimeWhereAnInstanceFollowsTheRelease() {
    receive(1, 0);
    bench.learn(Evidence.released(A, 100));
    receive(2, 200);
    bench.passTime(Duration.ofMillis(4_500));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(1));

    assertEquals(CompletionEvidence.IDLE, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldHeedAReleaseThatIsReadBeforeTheInstancesOfItsAssociation() {
    bench.learn(Evidence.released(A, 100));
    receive(1, 0);
    bench.passTime(Duration.ofMillis(1_500));

    assertEquals(CompletionEvidence.ASSOCIATION_RELEASED, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldHeedNoReleaseThatIsReadAfterALaterInstance() {
    receive(1, 0);
    receive(2, 200);
    bench.learn(Evidence.released(A, 100));
    bench.passTime(Duration.ofMillis(4_500));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldEndByPartitionTimeAfterAReleaseWhileRecordsWait() {
    bench.endsAfter(1_000);
    receive(1, 0);
    bench.learn(Evidence.released(A, 100));
    bench.receive(Instances.instance(B, 1, 1_099));
    assertTrue(bench.assembled().isEmpty());
    bench.receive(Instances.instance(B, 2, 1_100));

    assertEquals(CompletionEvidence.ASSOCIATION_RELEASED, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldNotLetAReleaseShortenTheOwnIdleTimeOfItsSender() {
    start(
        AssemblySettings.withIdle(
            TIMES.withIdleByAeTitle(Map.of("ROUTER", Duration.ofSeconds(30)))));
    receive(1, 0);
    bench.learn(Evidence.released(A, 100));
    bench.passTime(Duration.ofSeconds(29));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldNotLetAReleaseEndASeriesThatIsKnownToLackSomething() {
    bench.learn(Evidence.names(MPPS, A, 0, 1, 2));
    receive(1, 10);
    bench.learn(Evidence.released(A, 100));
    bench.passTime(Duration.ofSeconds(50));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldNotHeedAKindThatIsIgnored() {
    start(AssemblySettings.withIdle(TIMES).ignoring(Set.of(MPPS)));
    bench.learn(Evidence.names(MPPS, A, 0, 1));
    receive(1, 10);
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(CompletionEvidence.IDLE, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldKnowAfterARestartWhatIsAwaited() {
    bench.learn(Evidence.names(MPPS, A, 0, 1, 2));
    receive(1, 10);
    bench.stop();
    bench.restart();
    receive(2, 20);

    assertEquals(MPPS, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldNotHeedMoreNamesThanAreKept() {
    receive(1, 0);
    var half = EvidenceIntake.MOST_NAMED / 2;
    bench.learn(Evidence.namesFirst(MPPS, A, 10, IntStream.rangeClosed(1, half).toArray()));
    bench.learn(
        Evidence.namesFirst(MPPS, A, 20, IntStream.rangeClosed(half + 1, 2 * half + 1).toArray()));

    assertEquals(1 + 1 + 1 + half, bench.rows());
  }

  @Test
  void shouldForgetWhatWasNamedOfASeriesThatNeverCame() {
    bench.learn(Evidence.names(MPPS, A, 0, 1, 2));
    bench.passTime(Duration.ofDays(7).minusHours(2));
    assertEquals(3, bench.rows());
    bench.passTime(Duration.ofHours(4));

    assertEquals(0, bench.rows());
  }
}
