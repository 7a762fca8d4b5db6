package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.InstanceReceived;

/** What the instances themselves show: gaps of a stack only delay, a concatenation's total ends. */
class GeometryAndPartsTest {
  private static final String A = "1.2.840.1";
  private static final String B = "1.2.840.2";

  @TempDir Path directory;
  private AssemblyBench bench;

  @BeforeEach
  void start() {
    start(AssemblySettings.withIdle(Duration.ofSeconds(5)));
  }

  private void start(AssemblySettings settings) {
    stop();
    bench = new AssemblyBench(directory, settings);
  }

  @AfterEach
  void stop() {
    if (bench != null) {
      bench.close();
    }
  }

  private void slices(double... positions) {
    for (var z : positions) {
      bench.receive(Instances.slice(A, (int) z, (long) z, z));
    }
  }

  private void parts(int from, int to, Integer total) {
    for (var number = from; number <= to; number++) {
      bench.receive(Instances.part(A, number, number, "1.2.7", total));
    }
  }

  @Test
  void shouldWaitLongerWhereAPositionIsMissing() {
    slices(1, 2, 3, 5, 6);
    bench.passTime(Duration.ofMillis(14_500));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(1));

    var event = bench.onlyAssembled();
    assertEquals(CompletionEvidence.IDLE, event.getEvidence());
    assertEquals(1, event.getMissingPositions());
    assertEquals(15_000, event.getIdleMillis());
    assertTrue(
        event.getEvidenceDetail().contains("1 positions seem to be missing among 5 slices"),
        event.getEvidenceDetail());
  }

  @Test
  void shouldWaitTheUsualTimeWhereNoneIs() {
    slices(1, 2, 3, 4, 5, 6);
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertNull(event.getMissingPositions());
    assertEquals(5_000, event.getIdleMillis());
  }

  @Test
  void shouldWaitTheUsualTimeOnceTheMissingSliceHasCome() {
    slices(1, 2, 3, 5, 6);
    bench.passTime(Duration.ofSeconds(8));
    assertTrue(bench.assembled().isEmpty());
    bench.receive(Instances.slice(A, 4, 8_100, 4));
    bench.passTime(Duration.ofSeconds(6));

    assertNull(bench.onlyAssembled().getMissingPositions());
  }

  @Test
  void shouldNotLetAReleaseEndAStackWithAGapAnyEarlier() {
    slices(1, 2, 3, 5, 6);
    bench.learn(Evidence.released(A, 100));
    bench.passTime(Duration.ofSeconds(14));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(2));

    assertEquals(1, bench.onlyAssembled().getMissingPositions());
  }

  @Test
  void shouldDelayByPartitionTimeToo() {
    bench.endsAfter(1_000);
    slices(1, 2, 3, 5, 6);
    bench.receive(Instances.instance(B, 1, 14_000));
    assertTrue(bench.assembled().isEmpty());
    bench.receive(Instances.instance(B, 2, 15_006));

    assertEquals(1, bench.onlyAssembled().getMissingPositions());
  }

  @Test
  void shouldLetPositiveEvidenceEndASeriesWhateverItsGeometry() {
    slices(1, 2, 3, 5, 6);
    bench.learn(Evidence.counted(A, 100, 5));

    assertEquals(CompletionEvidence.ARCHIVE_COUNT, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldEndAtOnceWhenAllPartsOfAConcatenationAreHeld() {
    parts(1, 4, 5);
    assertTrue(bench.assembled().isEmpty());
    parts(5, 5, 5);

    var event = bench.onlyAssembled();
    assertEquals(CompletionEvidence.CONCATENATION_TOTAL, event.getEvidence());
    assertEquals(5, event.getInstanceCount());
    assertEquals(
        "All 5 parts of concatenation 1.2.7 are held, and nothing else.",
        event.getEvidenceDetail());
    assertNull(event.getIdleMillis());
  }

  @Test
  void shouldNotTakeOnePartUnderTwoUidsForTwo() {
    parts(1, 2, 3);
    bench.receive(
        InstanceReceived.newBuilder(Instances.part(A, 2, 10, "1.2.7", 3))
            .setSopInstanceUid(A + ".9")
            .build());

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldWaitLongerWhereAPartIsMissing() {
    parts(1, 4, 5);
    bench.passTime(Duration.ofSeconds(55));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(10));

    var event = bench.onlyAssembled();
    assertEquals(CompletionEvidence.IDLE, event.getEvidence());
    assertTrue(
        event.getEvidenceDetail().contains("1 of the 5 parts of concatenation 1.2.7 are missing."),
        event.getEvidenceDetail());
  }

  @Test
  void shouldLeaveItToSilenceWhereTheTotalIsNotSaid() {
    parts(1, 5, null);
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(CompletionEvidence.IDLE, bench.onlyAssembled().getEvidence());
  }

  @Test
  void shouldNotEndASeriesOfWhichTheConcatenationIsNotTheWhole() {
    bench.receive(Instances.instance(A, 99, 0));
    parts(1, 5, 5);

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldGatherFurtherConcatenationsBySilence() {
    parts(1, 2, 2);
    assertEquals(1, bench.assembled().size());
    for (var number = 11; number <= 14; number++) {
      var uid = "1.2." + number / 13;
      bench.receive(
          InstanceReceived.newBuilder(Instances.part(A, 2 - number % 2, number, uid, 2))
              .setSopInstanceUid(A + "." + number)
              .build());
    }
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertEquals(2, event.getHeader().getRevision());
    assertEquals(6, event.getInstanceCount());
  }

  @Test
  void shouldNotHeedATotalThatIsIgnored() {
    start(
        AssemblySettings.withIdle(Duration.ofSeconds(5))
            .ignoring(Set.of(CompletionEvidence.CONCATENATION_TOTAL)));
    parts(1, 5, 5);

    assertTrue(bench.assembled().isEmpty());
  }
}
