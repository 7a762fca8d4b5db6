package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.SeriesAssembled;

class AssemblyTest {
  private static final String A = "1.2.840.1";
  private static final String B = "1.2.840.2";

  @TempDir Path directory;
  private AssemblyBench bench;

  @AfterEach
  void stop() {
    if (bench != null) {
      bench.close();
    }
  }

  private void start() {
    start(AssemblySettings.withIdle(Duration.ofSeconds(5)));
  }

  private void start(AssemblySettings settings) {
    bench = new AssemblyBench(directory, settings);
  }

  @Test
  void shouldAssembleSeriesThatIsIdleByTheWallClockAtTheEndOfThePartition() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(A, 2, 100));

    bench.passTime(Duration.ofMillis(4_500));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(1));

    var event = bench.onlyAssembled();
    assertEquals(A, event.getHeader().getSeriesInstanceUid());
    assertEquals(1, event.getHeader().getRevision());
    assertEquals(A + "#1", event.getHeader().getCorrelationId());
    assertNull(event.getSupersedes());
    assertEquals(2, event.getInstanceCount());
    assertEquals(CompletionEvidence.IDLE, event.getEvidence());
    assertEquals(Instances.START, event.getFirstReceivedAt());
    assertEquals(Instances.START.plusMillis(100), event.getLastReceivedAt());
    assertEquals("assembly", event.getTimings().getFirst().getStage());
  }

  @Test
  void shouldGoOnWithTheTraceOfTheFirstInstance() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(6));

    assertTrue(
        bench
            .onlyAssembled()
            .getHeader()
            .getTraceparent()
            .startsWith("00-0af7651916cd43dd8448eb211c80319c-"));
  }

  @Test
  void shouldStampTheEventWithTheTimeOfTheLastInstance() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(A, 2, 70));
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(
        Instances.START.plusMillis(70).toEpochMilli(),
        bench.assembledRecords().getFirst().timestamp());
  }

  @Test
  void shouldListEveryInstanceInThePayload() {
    start();
    for (var number = 1; number <= 12; number++) {
      bench.receive(Instances.instance(A, number, number));
    }
    bench.passTime(Duration.ofSeconds(6));

    var listed = bench.instancesOf(bench.onlyAssembled());
    assertEquals(12, listed.size());
    assertTrue(listed.contains(Instances.instance(A, 7, 7)));
  }

  @Test
  void shouldAssembleByPartitionTimeWhileRecordsWait() {
    start();
    bench.endsAfter(1_000);
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(B, 1, 4_999));
    assertTrue(bench.assembled().isEmpty());
    bench.receive(Instances.instance(B, 2, 5_000));

    assertEquals(A, bench.onlyAssembled().getHeader().getSeriesInstanceUid());
  }

  @Test
  void shouldNotEndByTheWallClockWhileRecordsWait() {
    start();
    bench.endsAfter(1_000);
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofMinutes(10));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldKeepInterleavedSeriesApart() {
    start();
    for (var number = 1; number <= 3; number++) {
      bench.receive(Instances.instance(A, number, number));
      bench.receive(Instances.instance(B, number, number));
    }
    bench.passTime(Duration.ofSeconds(6));

    var events = bench.assembled();
    assertEquals(2, events.size());
    assertEquals(List.of(3, 3), events.stream().map(SeriesAssembled::getInstanceCount).toList());
    for (var event : events) {
      var series = event.getHeader().getSeriesInstanceUid();
      assertTrue(
          bench.instancesOf(event).stream()
              .allMatch(i -> i.getHeader().getSeriesInstanceUid().equals(series)));
    }
  }

  @Test
  void shouldNotMixSeriesWhoseUidBeginsAlike() {
    start();
    bench.receive(Instances.instance("1.2", 1, 0));
    bench.receive(Instances.instance("1.2.3", 1, 1));
    bench.passTime(Duration.ofSeconds(6));

    assertTrue(bench.assembled().stream().allMatch(event -> event.getInstanceCount() == 1));
  }

  @Test
  void shouldWaitAsLongAsTheSendersIdleTimeSays() {
    start(
        AssemblySettings.withIdle(
            IdleTimes.of(Duration.ofSeconds(5))
                .withIdleByAeTitle(Map.of("SLOW", Duration.ofSeconds(30)))));
    bench.receive(Instances.instance(A, 1, 0, "SLOW", "x"));
    bench.passTime(Duration.ofSeconds(29));
    assertTrue(bench.assembled().isEmpty());
    bench.passTime(Duration.ofSeconds(2));

    assertTrue(bench.onlyAssembled().getEvidenceDetail().contains("30000 ms (idle time of SLOW)"));
  }

  @Test
  void shouldMakeTheNextRevisionOfALateInstanceWithAllInstances() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(6));
    bench.onlyAssembled();
    bench.receive(Instances.instance(A, 2, 60_000));
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertEquals(2, event.getHeader().getRevision());
    assertEquals(1, event.getSupersedes());
    assertEquals(2, bench.instancesOf(event).size());
    assertEquals(Instances.START.plusMillis(60_000), event.getTimings().getFirst().getStartedAt());
  }

  @Test
  void shouldCountARepeatedInstanceOfEqualBytesAsDuplicate() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(A, 1, 50));
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertEquals(1, event.getInstanceCount());
    assertEquals(1, event.getDuplicateCount());
    assertEquals(Instances.START, event.getLastReceivedAt());
  }

  @Test
  void shouldNotMakeARevisionOfADuplicate() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(6));
    bench.onlyAssembled();
    bench.receive(Instances.instance(A, 1, 60_000));
    bench.passTime(Duration.ofMinutes(1));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldWaitLongerWhereADuplicateComesWhileTheSeriesIsOpen() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(4));
    bench.receive(Instances.instance(A, 1, 4_000));
    bench.passTime(Duration.ofSeconds(4));

    assertTrue(bench.assembled().isEmpty());
  }

  @Test
  void shouldTellThatOtherAttributesHaveChanged() {
    start();
    bench.comparesAs(RepeatedInstance.ATTRIBUTES_CHANGED);
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(A, 1, 50, "ROUTER", "other bytes"));
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertEquals(1, event.getAttributeChangeCount());
    assertEquals(List.of(Instances.instance(A, 1, 0)), bench.instancesOf(event));
    assertTrue(bench.deadLetters().isEmpty());
  }

  @Test
  void shouldDeadLetterAnInstanceOfOtherContentAndKeepTheFirst() {
    start();
    bench.comparesAs(RepeatedInstance.CONFLICT);
    var other = Instances.instance(A, 1, 50, "ROUTER", "other bytes");
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(other);
    bench.passTime(Duration.ofSeconds(6));

    var event = bench.onlyAssembled();
    assertEquals(1, event.getConflictCount());
    assertEquals(List.of(Instances.instance(A, 1, 0)), bench.instancesOf(event));
    var letter = bench.deadLetters().getFirst();
    assertEquals("CONFLICTING_INSTANCE", letter.getCauseCode());
    assertEquals("assembly", letter.getStage());
    assertFalse(letter.getEndsRevision());
    assertEquals(other, bench.original(letter));
  }

  @Test
  void shouldDeadLetterWhatCannotBeDecodedAndGoOn() {
    start();
    bench.receiveBytes(A, new byte[] {1, 2, 3});
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(6));

    var letter = bench.deadLetters().getFirst();
    assertEquals("CORRUPT_EVENT", letter.getCauseCode());
    assertFalse(letter.getEndsRevision());
    assertEquals(1, bench.onlyAssembled().getInstanceCount());
  }

  @Test
  void shouldMakeOneRevisionOfASeriesThatARestartCutInTwo() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.receive(Instances.instance(A, 2, 10));

    bench.stop();
    bench.endsAfter(2);
    bench.passTimeWhileStopped(Duration.ofMinutes(5));
    bench.restart();
    bench.passTime(Duration.ofSeconds(10));
    assertTrue(bench.assembled().isEmpty(), "the queued instances were not read yet");
    bench.receive(Instances.instance(A, 3, 20));
    bench.receive(Instances.instance(A, 4, 30));
    bench.passTime(Duration.ofMillis(4_500));
    assertTrue(bench.assembled().isEmpty(), "idle counts from the end of the partition");
    bench.passTime(Duration.ofSeconds(1));

    var event = bench.onlyAssembled();
    assertEquals(1, event.getHeader().getRevision());
    assertEquals(4, event.getInstanceCount());
  }

  @Test
  void shouldNotLetAnotherSeriesEndTheOneThatARestartCutInTwo() {
    start();
    bench.receive(Instances.instance(A, 1, 0));

    bench.stop();
    bench.endsAfter(2);
    bench.restart();
    bench.receive(Instances.instance(B, 1, 60_000));
    assertTrue(bench.assembled().isEmpty());
    bench.receive(Instances.instance(A, 2, 60_100));
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(
        List.of(1, 2),
        bench.assembled().stream().map(SeriesAssembled::getInstanceCount).sorted().toList());
  }

  @Test
  void shouldCountRevisionsOnAfterARestart() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(6));
    bench.onlyAssembled();
    bench.stop();
    bench.restart();
    bench.receive(Instances.instance(A, 2, 60_000));
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(2, bench.onlyAssembled().getHeader().getRevision());
  }

  @Test
  void shouldForgetASeriesAfterItsRetention() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.passTime(Duration.ofSeconds(6));
    bench.onlyAssembled();
    bench.passTime(Duration.ofDays(7).minusHours(2));
    assertEquals(2, bench.rows());
    bench.passTime(Duration.ofHours(4));

    assertEquals(0, bench.rows());
  }

  @Test
  void shouldKeepTheSeriesOpenWhileTheStoreIsAway() {
    start();
    bench.receive(Instances.instance(A, 1, 0));
    bench.takeStoreAway();
    assertThrows(RuntimeException.class, () -> bench.passTime(Duration.ofSeconds(6)));
    bench.stop();
    bench.bringStoreBack();
    bench.restart();
    bench.passTime(Duration.ofSeconds(6));

    assertEquals(1, bench.onlyAssembled().getHeader().getRevision());
  }

  @Test
  void shouldAskTheBrokerNothingWhileNoSeriesIsOpen() {
    start();
    bench.passTime(Duration.ofMinutes(10));

    assertEquals(0, bench.questions());
  }
}
