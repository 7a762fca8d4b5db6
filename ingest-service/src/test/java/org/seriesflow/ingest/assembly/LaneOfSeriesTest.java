package org.seriesflow.ingest.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.seriesflow.events.CompletionEvidence;
import org.seriesflow.events.Lane;
import org.seriesflow.events.SeriesAssembled;

/** The lane of a series is that of its first instance, and its revisions stay in it. */
class LaneOfSeriesTest {
  private static final String A = "1.2.840.1";
  private static final String B = "1.2.840.2";

  @TempDir Path directory;
  private AssemblyBench bench;

  @BeforeEach
  void start() {
    bench = new AssemblyBench(directory, AssemblySettings.withIdle(Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private void waitUntilIdle() {
    bench.passTime(Duration.ofSeconds(6));
  }

  private static List<Integer> revisions(List<SeriesAssembled> events) {
    return events.stream().map(event -> event.getHeader().getRevision()).toList();
  }

  @Test
  void shouldAssembleUrgentSeriesIntoATopicOfTheirOwn() {
    bench.receive(Instances.ofLane(A, 1, 0, Lane.STAT));
    bench.receive(Instances.ofLane(B, 1, 0, Lane.ROUTINE));
    waitUntilIdle();

    var urgent = bench.urgentlyAssembled().getFirst().getHeader();
    assertEquals(A, urgent.getSeriesInstanceUid());
    assertEquals(Lane.STAT, urgent.getLane());
    var routine = bench.onlyAssembled().getHeader();
    assertEquals(B, routine.getSeriesInstanceUid());
    assertEquals(Lane.ROUTINE, routine.getLane());
  }

  @Test
  void shouldTakeASeriesOfNoLaneForRoutine() {
    bench.receive(Instances.ofLane(A, 1, 0, Lane.UNKNOWN));
    waitUntilIdle();

    assertEquals(Lane.ROUTINE, bench.onlyAssembled().getHeader().getLane());
  }

  @Test
  void shouldEndUrgentSeriesByARecordOfAnother() {
    bench.endsAfter(2);
    bench.receive(Instances.ofLane(A, 1, 0, Lane.STAT));
    bench.receive(Instances.ofLane(B, 1, 60_000, Lane.ROUTINE));

    assertEquals(List.of(1), revisions(bench.urgentlyAssembled()));
  }

  @Test
  void shouldEndUrgentSeriesByEvidence() {
    bench.receive(Instances.ofLane(A, 1, 0, Lane.STAT));
    bench.learn(Evidence.names(CompletionEvidence.PERFORMED_PROCEDURE_STEP, A, 10, 1));

    assertEquals(List.of(1), revisions(bench.urgentlyAssembled()));
  }

  @Test
  void shouldKeepLaterRevisionsInTheLaneOfTheFirstInstanceAcrossARestart() {
    bench.receive(Instances.ofLane(A, 1, 0, Lane.STAT));
    bench.receive(Instances.ofLane(A, 2, 10, Lane.ROUTINE));
    bench.receive(Instances.ofLane(B, 1, 20, Lane.ROUTINE));
    waitUntilIdle();
    assertEquals(List.of(1), revisions(bench.urgentlyAssembled()));
    assertEquals(List.of(1), revisions(bench.assembled()));
    bench.stop();
    bench.restart();

    bench.receive(Instances.ofLane(A, 3, 60_000, Lane.ROUTINE));
    bench.receive(Instances.ofLane(B, 2, 60_000, Lane.STAT));
    waitUntilIdle();

    var urgent = bench.urgentlyAssembled();
    assertEquals(List.of(2), revisions(urgent));
    assertEquals(Lane.STAT, urgent.getFirst().getHeader().getLane());
    var routine = bench.onlyAssembled();
    assertEquals(2, routine.getHeader().getRevision());
    assertEquals(Lane.ROUTINE, routine.getHeader().getLane());
  }

  @Test
  void shouldDeadLetterAConflictInTheLaneOfItsSeries() {
    bench.comparesAs(RepeatedInstance.CONFLICT);
    bench.receive(Instances.ofLane(A, 1, 0, Lane.STAT));
    var other = Instances.instance(A, 1, 10, "ROUTER", "other content");
    other.getHeader().setLane(Lane.ROUTINE);
    bench.receive(other);

    var letter = bench.deadLetters().getFirst();
    assertEquals(Lane.STAT, letter.getHeader().getLane());
    assertEquals(other, bench.original(letter));
  }
}
