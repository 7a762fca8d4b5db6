package org.seriesflow.streaming.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.seriesflow.events.Lane;
import org.seriesflow.streaming.Eventually;
import org.seriesflow.streaming.TransientFaultException;

@Timeout(60)
class LaneGateTest {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    others.shutdownNow();
  }

  @Test
  void shouldHoldBackRoutineSeriesWhileOneOfStatIsInWork() throws Exception {
    var gate = gate(2);
    Future<?> routine;
    try (var stat = gate.begin(Lane.STAT)) {
      routine = onePass(gate, Lane.ROUTINE);
      await(gate, 1);
      pass(stat, "STAT");
      pass(stat, "STAT");
    }
    routine.get();
    assertEquals(List.of("STAT", "STAT", "ROUTINE"), order);
  }

  @Test
  void shouldGrantAPassOfStatBeforeOneOfRoutineThatAskedEarlier() throws Exception {
    var gate = gate(1);
    Future<?> routine;
    Future<?> stat;
    try (var first = gate.begin(Lane.ROUTINE);
        var _ = first.pass()) {
      routine = onePass(gate, Lane.ROUTINE);
      await(gate, 1);
      stat = onePass(gate, Lane.STAT);
      await(gate, 2);
    }
    routine.get();
    stat.get();
    assertEquals(List.of("STAT", "ROUTINE"), order);
  }

  @Test
  void shouldTakeASeriesWithoutALaneForRoutine() throws Exception {
    var gate = gate(2);
    Future<?> unknown;
    try (var stat = gate.begin(Lane.STAT)) {
      unknown = onePass(gate, Lane.UNKNOWN);
      await(gate, 1);
      pass(stat, "STAT");
    }
    unknown.get();
    assertEquals(List.of("STAT", "UNKNOWN"), order);
  }

  @Test
  void shouldLetOnePassOfRoutineThroughAfterTheLongestWait() throws Exception {
    var gate = gate(1);
    var passedOnce = new CountDownLatch(1);
    Future<?> routine;
    try (var stat = gate.begin(Lane.STAT)) {
      try (var _ = stat.pass()) {
        routine =
            others.submit(
                () -> {
                  try (var work = gate.begin(Lane.ROUTINE)) {
                    pass(work, "ROUTINE");
                    passedOnce.countDown();
                    pass(work, "ROUTINE");
                  }
                });
        await(gate, 1);
        nanos.addAndGet(LONGEST.toNanos());
      }
      passedOnce.await();
      await(gate, 1);
      pass(stat, "STAT");
    }
    routine.get();
    assertEquals(List.of("ROUTINE", "STAT", "ROUTINE"), order);
  }

  @Test
  void shouldLetAnOverduePassGoBeforeOneOfStatThatWaitsToo() throws Exception {
    var gate = gate(1);
    Future<?> routine;
    Future<?> stat;
    try (var first = gate.begin(Lane.STAT);
        var _ = first.pass()) {
      routine = onePass(gate, Lane.ROUTINE);
      await(gate, 1);
      stat = onePass(gate, Lane.STAT);
      await(gate, 2);
      nanos.addAndGet(LONGEST.toNanos());
    }
    routine.get();
    stat.get();
    assertEquals(List.of("ROUTINE", "STAT"), order);
  }

  @Test
  void shouldLetAnOverduePassThroughWithoutAnythingElseHappening() throws Exception {
    var gate = gate(1, Duration.ofMillis(1), System::nanoTime);
    var _ = others.submit(() -> gate.begin(Lane.STAT)).get();
    try (var work = gate.begin(Lane.ROUTINE)) {
      pass(work, "ROUTINE");
    }
    assertEquals(List.of("ROUTINE"), order);
  }

  @Test
  void shouldLetAsManyPassesOverlapAsThereArePermits() throws Exception {
    var gate = gate(2);
    Future<?> third;
    try (var one = gate.begin(Lane.ROUTINE);
        var _ = one.pass()) {
      var release = new CountDownLatch(1);
      var second = held(gate, release);
      third = onePass(gate, Lane.ROUTINE);
      await(gate, 1);
      order.add("two are under way");
      release.countDown();
      second.get();
      third.get();
    }
    assertEquals(List.of("two are under way", "ROUTINE"), order);
  }

  @Test
  void shouldNotHoldUpStatByAPassOfRoutineThatLeavesAPermit() throws Exception {
    var gate = gate(2);
    var release = new CountDownLatch(1);
    var routine = held(gate, release);
    try (var stat = gate.begin(Lane.STAT)) {
      pass(stat, "STAT");
    }
    release.countDown();
    routine.get();
    assertEquals(List.of("STAT"), order);
  }

  @Test
  void shouldLetNothingPassBesideOneThatWantsToBeAlone() throws Exception {
    var gate = gate(2);
    var release = new CountDownLatch(1);
    var before = held(gate, release);
    var alone =
        others.submit(
            () -> {
              try (var work = gate.begin(Lane.ROUTINE);
                  var _ = work.alone()) {
                order.add("alone");
                await(gate, 1);
                order.add("still alone");
              }
            });
    await(gate, 1);
    var after = onePass(gate, Lane.ROUTINE);
    await(gate, 2);
    order.add("before");
    release.countDown();
    before.get();
    alone.get();
    after.get();
    assertEquals(List.of("before", "alone", "still alone", "ROUTINE"), order);
  }

  @Test
  void shouldHoldNobodyBackOnceItStops() throws Exception {
    var gate = gate(1);
    try (var _ = gate.begin(Lane.STAT)) {
      var routine = onePass(gate, Lane.ROUTINE);
      await(gate, 1);
      gate.stop();
      routine.get();
    }
    assertEquals(List.of("ROUTINE"), order);
  }

  @Test
  void shouldEndTheWaitOfAThreadThatIsInterrupted() {
    var gate = gate(1);
    var marked = new AtomicBoolean();
    try (var _ = gate.begin(Lane.STAT)) {
      var routine =
          others.submit(
              () -> {
                try (var work = gate.begin(Lane.ROUTINE)) {
                  pass(work, "ROUTINE");
                } finally {
                  marked.set(Thread.currentThread().isInterrupted());
                }
              });
      await(gate, 1);
      others.shutdownNow();
      var failed = assertThrows(ExecutionException.class, routine::get);
      assertInstanceOf(TransientFaultException.class, failed.getCause());
    }
    assertTrue(marked.get());
    assertEquals(0, gate.waiting());
    assertEquals(List.of(), order);
  }

  @Test
  void shouldRefuseAThreadThatIsAtWorkOnAnotherSeries() {
    var gate = gate(1);
    try (var _ = gate.begin(Lane.ROUTINE)) {
      assertThrows(IllegalStateException.class, () -> gate.begin(Lane.STAT));
    }
    gate.begin(Lane.STAT).close();
  }

  @Test
  void shouldRefuseAPassWithinAPass() {
    try (var work = gate(2).begin(Lane.ROUTINE);
        var _ = work.pass()) {
      assertThrows(IllegalStateException.class, work::pass);
    }
  }

  @Test
  void shouldMeasureHowLongPassesOfEachLaneWaited() throws Exception {
    var gate = gate(1);
    Future<?> routine;
    try (var stat = gate.begin(Lane.STAT);
        var _ = stat.pass()) {
      routine = onePass(gate, Lane.ROUTINE);
      await(gate, 1);
      nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    }
    routine.get();
    assertEquals(0, waitedSeconds("STAT"));
    assertEquals(3, waitedSeconds("ROUTINE"));
  }

  private double waitedSeconds(String lane) {
    return meters
        .get("seriesflow.gate.wait")
        .tags("gate", "networks", "lane", lane)
        .timer()
        .totalTime(TimeUnit.SECONDS);
  }

  private LaneGate gate(int permits) {
    return gate(permits, LONGEST, nanos::get);
  }

  private LaneGate gate(int permits, Duration longestWait, LongSupplier clock) {
    return new LaneGate("networks", permits, longestWait, clock, meters);
  }

  /** On another thread: a series of one pass. */
  private Future<?> onePass(LaneGate gate, Lane lane) {
    return others.submit(
        () -> {
          try (var work = gate.begin(lane)) {
            pass(work, lane.name());
          }
        });
  }

  /** On another thread: a routine series whose pass is under way when this returns. */
  private Future<?> held(LaneGate gate, CountDownLatch release) throws InterruptedException {
    var begun = new CountDownLatch(1);
    var series =
        others.submit(
            (Callable<Void>)
                () -> {
                  try (var work = gate.begin(Lane.ROUTINE);
                      var _ = work.pass()) {
                    begun.countDown();
                    release.await();
                    return null;
                  }
                });
    begun.await();
    return series;
  }

  private void pass(LaneGate.Work work, String what) {
    try (var _ = work.pass()) {
      order.add(what);
    }
  }

  private static void await(LaneGate gate, int passes) {
    Eventually.await(passes + " passes wait", () -> gate.waiting() == passes);
  }
}
