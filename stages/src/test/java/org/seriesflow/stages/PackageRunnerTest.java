package org.seriesflow.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.seriesflow.events.Lane;
import org.seriesflow.events.PackageRole;
import org.seriesflow.inference.PassGate;

/** The tiny package; passes that say that they ran stand for its networks. */
@Timeout(60)
class PackageRunnerTest {
  private final List<String> order = new CopyOnWriteArrayList<>();
  private PackageRunner runner;

  @BeforeEach
  void open() {
    runner = PackageRunner.open(config(), PackageRole.CLASSIFIER, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void shouldHoldBackTheNextPassOfARoutineSeriesWhileAnUrgentOneIsInWork()
      throws InterruptedException {
    var routine = Thread.ofPlatform().unstarted(() -> run(Lane.ROUTINE, this::pass));

    run(
        Lane.STAT,
        (lane, gate) -> {
          pass(lane, gate);
          routine.start();
          awaitWaiting(routine);
          pass(lane, gate);
        });
    routine.join();

    assertEquals(List.of("STAT", "STAT", "ROUTINE"), order);
  }

  @Test
  void shouldHoldBackTheNextStepOfARoutineSeriesWhileAnUrgentOneIsInWork()
      throws InterruptedException {
    var routine =
        Thread.ofPlatform()
            .unstarted(
                () ->
                    run(
                        Lane.ROUTINE,
                        (lane, gate) -> {
                          gate.turn();
                          order.add("step of " + lane);
                        }));

    run(
        Lane.STAT,
        (lane, gate) -> {
          routine.start();
          awaitWaiting(routine);
          pass(lane, gate);
        });
    routine.join();

    assertEquals(List.of("STAT", "step of ROUTINE"), order);
  }

  @Test
  void shouldLetStepsOfAnUrgentSeriesRunBesideThePassOfARoutineOne() {
    run(
        Lane.ROUTINE,
        (_, routine) ->
            routine.pass(
                () -> {
                  var urgent =
                      Thread.ofPlatform()
                          .start(
                              () ->
                                  run(
                                      Lane.STAT,
                                      (lane, gate) -> {
                                        gate.turn();
                                        order.add("step of " + lane);
                                      }));
                  join(urgent);
                  return order.add("end of the pass");
                }));

    assertEquals(List.of("step of STAT", "end of the pass"), order);
  }

  @Test
  void shouldLetASeriesComeToItsEndWhereTheProcessIsStopping() throws InterruptedException {
    var routine = Thread.ofPlatform().unstarted(() -> run(Lane.ROUTINE, this::pass));

    run(
        Lane.STAT,
        (lane, gate) -> {
          routine.start();
          awaitWaiting(routine);
          runner.stopping();
          join(routine);
          pass(lane, gate);
        });

    assertEquals(List.of("ROUTINE", "STAT"), order);
  }

  @Test
  void shouldRunOneNetworkOfAllSeriesAtATime() throws InterruptedException {
    var inPass = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var first =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        Lane.ROUTINE,
                        (_, gate) ->
                            gate.pass(
                                () -> {
                                  inPass.countDown();
                                  await(goOn);
                                  return order.add("first");
                                })));
    inPass.await();
    var second = Thread.ofPlatform().start(() -> run(Lane.STAT, this::pass));
    awaitWaiting(second);
    goOn.countDown();
    first.join();
    second.join();

    assertEquals(List.of("first", "STAT"), order);
  }

  @FunctionalInterface
  private interface Passes {
    void run(Lane lane, PassGate gate);
  }

  private void run(Lane lane, Passes passes) {
    var _ =
        runner.run(
            lane,
            gate -> {
              passes.run(lane, gate);
              return lane;
            },
            _ -> Duration.ZERO);
  }

  private void pass(Lane lane, PassGate gate) {
    var _ = gate.pass(() -> order.add(lane.name()));
  }

  /** Until the gate holds it back: a thread that is through has ended. */
  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(thread.isAlive(), "nothing held it back");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static StageConfig config() {
    var root = Path.of(System.getProperty("seriesflow.root"));
    return new SmallRyeConfigBuilder()
        .withMapping(StageConfig.class, "seriesflow")
        .withDefaultValues(
            Map.of(
                "seriesflow.application-id", "test",
                "seriesflow.kafka.bootstrap-servers", "nobody:9092",
                "seriesflow.registry.url", "http://nobody",
                "seriesflow.payload-store.path", "/nowhere",
                "seriesflow.state-dir", "/nowhere",
                "seriesflow.lanes.longest-wait", "PT1H",
                "seriesflow.package", root.resolve("models/tiny-classifier").toString()))
        .build()
        .getConfigMapping(StageConfig.class, "seriesflow");
  }
}
