package org.seriesflow.ingest.normalisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.seriesflow.events.Lane;
import org.seriesflow.imaging.VoxelMemoryException;
import org.seriesflow.streaming.stage.LaneGate;

@Timeout(60)
class VolumePassTest {
  private final LaneGate gate =
      new LaneGate(
          "normalisation", 2, Duration.ofHours(1), System::nanoTime, new SimpleMeterRegistry());

  private static String doesNotFit() {
    return VoxelMemoryException.allocate(Arena.global(), 1L << 50).toString();
  }

  @Test
  void shouldMakeAVolumeAloneThatDoesNotFitBesideAnother() throws Exception {
    var otherHoldsMemory = new AtomicBoolean();
    var otherBegan = new CountDownLatch(1);
    var firstTry = new CompletableFuture<Void>();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var other =
          threads.submit(
              () -> {
                try (var work = gate.begin(Lane.ROUTINE);
                    var _ = work.pass()) {
                  otherHoldsMemory.set(true);
                  otherBegan.countDown();
                  firstTry.join();
                  otherHoldsMemory.set(false);
                }
              });
      otherBegan.await();
      try (var work = gate.begin(Lane.STAT)) {
        var made =
            VolumePass.run(
                work,
                () -> {
                  if (!firstTry.isDone()) {
                    firstTry.complete(null);
                    return doesNotFit();
                  }
                  assertFalse(otherHoldsMemory.get());
                  return "a volume";
                });
        assertEquals("a volume", made);
      }
      other.get();
    }
  }

  @Test
  void shouldFailWithAVolumeThatDoesNotFitAlone() {
    var tries = new AtomicInteger();
    try (var work = gate.begin(Lane.ROUTINE)) {
      assertThrows(
          VoxelMemoryException.class,
          () ->
              VolumePass.run(
                  work,
                  () -> {
                    tries.incrementAndGet();
                    return doesNotFit();
                  }));
    }
    assertEquals(2, tries.get());
  }
}
