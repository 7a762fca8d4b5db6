package org.seriesflow.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/** The life of a pipeline: providers, threads, closing. */
final class PipelineTest {

  private static Volume blank() {
    return Volume.allocate(
        VolumeGeometry.axisAligned(new Shape(8, 8, 8), new Vector3(0, 0, 0), new Spacing(1, 1, 1)),
        VoxelType.UINT8);
  }

  @Test
  void shouldFallBackToTheCpuWhereNoGpuServes() {
    var settings = ExecutionSettings.parse("tensorrt,cuda,cpu");
    try (var pipeline = Pipeline.open(ReferencePackages.load("sided-means"), settings)) {
      assertTrue(settings.providers().contains(pipeline.executionProvider()));
      assertTrue(pipeline.isHealthy());
    }
  }

  @Test
  void shouldReadAPreferenceListInOrder() {
    assertEquals(
        List.of(ExecutionProvider.TENSORRT, ExecutionProvider.CPU),
        ExecutionSettings.parseProviders("TensorRT, cpu"));
    assertThrows(IllegalArgumentException.class, () -> ExecutionSettings.parseProviders("gpu"));
  }

  @Test
  void shouldRefuseRunsAfterClosing() {
    var pipeline = ReferencePackages.open("sided-means");
    pipeline.close();
    pipeline.close();
    try (var volume = blank()) {
      var classifier = new Classifier(pipeline);
      var box = VoxelBox.full(volume.shape());
      assertThrows(IllegalStateException.class, () -> classifier.classify(volume, box));
    }
  }

  @Test
  void shouldLetARunUnderWayEndBeforeItCloses() throws InterruptedException {
    var pipeline = ReferencePackages.open("sided-means");
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var result = new AtomicReference<Classification>();
    try (var volume = blank()) {
      var runner =
          Thread.ofPlatform()
              .start(
                  () ->
                      result.set(
                          new Classifier(pipeline)
                              .classify(
                                  volume,
                                  VoxelBox.full(volume.shape()),
                                  (model, runs, lasted) -> {
                                    inside.countDown();
                                    await(goOn);
                                  })));
      assertTrue(inside.await(30, TimeUnit.SECONDS));
      var closer = Thread.ofPlatform().start(pipeline::close);
      while (closer.getState() != Thread.State.WAITING) {
        assertTrue(closer.isAlive(), "closed although a run was under way");
        LockSupport.parkNanos(1_000_000);
      }
      goOn.countDown();
      runner.join(30_000);
      closer.join(30_000);
      assertFalse(closer.isAlive());
      assertEquals(3, result.get().networkRuns());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldAskTheGateOnceForEachCallOfANetwork() {
    var gate = new CountingGate();
    try (var pipeline = ReferencePackages.open("sided-means");
        var volume = blank()) {
      var regions = Regions.of(new Input.OfVolume(volume), VoxelBox.full(volume.shape()));
      var result = new Classifier(pipeline).classify(regions, ProgressObserver.none(), gate);

      assertEquals(3, result.networkRuns());
      assertEquals(3, gate.passes);
    }
  }

  @Test
  void shouldAskTheGateForItsTurnBeforeEachStepOfThePackageThatRuns() {
    var gate = new CountingGate();
    try (var pipeline = ReferencePackages.open("sided-means");
        var volume = blank()) {
      var regions = Regions.of(new Input.OfVolume(volume), VoxelBox.full(volume.shape()));
      new Classifier(pipeline).classify(regions, ProgressObserver.none(), gate);

      assertEquals(pipeline.modelPackage().manifest().steps().steps().size(), gate.turns);
    }
  }

  @Test
  void shouldLetAnotherRunItsPassesBetweenTwoOfARunThatTheGateHolds() throws InterruptedException {
    var held = new HoldingGate(1);
    var first = new AtomicReference<Classification>();
    try (var pipeline = ReferencePackages.open("sided-means");
        var volume = blank()) {
      var classifier = new Classifier(pipeline);
      var regions = Regions.of(new Input.OfVolume(volume), VoxelBox.full(volume.shape()));
      var runner =
          Thread.ofPlatform()
              .start(() -> first.set(classifier.classify(regions, ProgressObserver.none(), held)));
      assertTrue(held.reached.await(30, TimeUnit.SECONDS));

      var second = classifier.classify(regions, ProgressObserver.none(), PassGate.open());

      assertEquals(3, second.networkRuns());
      assertNull(first.get());
      held.goOn.countDown();
      runner.join(30_000);
      assertEquals(second.scores(), first.get().scores());
    }
  }

  private static final class CountingGate implements PassGate {
    private int passes;
    private int turns;

    @Override
    public <T> T pass(Supplier<T> pass) {
      passes++;
      return pass.get();
    }

    @Override
    public void turn() {
      turns++;
    }
  }

  /** Lets some passes run, and the next only once it may go on. */
  private static final class HoldingGate implements PassGate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private int free;

    HoldingGate(int free) {
      this.free = free;
    }

    @Override
    public <T> T pass(Supplier<T> pass) {
      if (free-- == 0) {
        reached.countDown();
        PipelineTest.await(goOn);
      }
      return pass.get();
    }

    @Override
    public void turn() {
      // Passes alone are held.
    }
  }

  @Test
  void shouldRefuseVirtualThreads() throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    try (var pipeline = ReferencePackages.open("sided-means");
        var volume = blank()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  new Classifier(pipeline).classify(volume, VoxelBox.full(volume.shape()));
                } catch (IllegalStateException e) {
                  failure.set(e);
                }
              })
          .join();
    }
    assertInstanceOf(IllegalStateException.class, failure.get());
    assertTrue(failure.get().getMessage().contains("platform thread"));
  }

  @Test
  void shouldRefuseABoxOutsideTheVolume() {
    try (var pipeline = ReferencePackages.open("sided-means");
        var volume = blank()) {
      var classifier = new Classifier(pipeline);
      var box = new VoxelBox(0, 0, 0, 9, 8, 8);
      assertThrows(IllegalArgumentException.class, () -> classifier.classify(volume, box));
    }
  }

  @Test
  void shouldRefuseAPackageOfAnotherTask() {
    try (var pipeline = ReferencePackages.open("sided-means")) {
      assertThrows(IllegalArgumentException.class, () -> new RoiLocator(pipeline));
    }
  }
}
