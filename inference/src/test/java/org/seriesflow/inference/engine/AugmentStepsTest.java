package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.inference.operator.Augment;
import org.seriesflow.inference.operator.Augment.Axis;
import org.seriesflow.inference.operator.Augment.Inverse;
import org.seriesflow.inference.operator.Augment.Transform;
import org.seriesflow.inference.operator.Crop;

/** Flips, turns and transposes of planes whose every pixel is another number. */
final class AugmentStepsTest {

  private static Transform transform(String flip, int turns, boolean transposed) {
    return new Transform(flip.isEmpty() ? Set.of() : Set.of(Axis.valueOf(flip)), turns, transposed);
  }

  /** What the body sees: first flip, then turns from y towards x, then the transpose. */
  @ParameterizedTest
  @CsvSource({
    "'', 0, false, 1, 2",
    "X, 0, false, 2, 1",
    "Y, 0, false, 3, 4",
    "'', 1, false, 2, 4",
    "'', 2, false, 4, 3",
    "'', 3, false, 3, 1",
    "'', 0, true, 1, 3",
    "X, 1, false, 1, 3",
    "X, 0, true, 2, 4",
    "'', 1, true, 2, 1",
    "Y, 3, true, 1, 2"
  })
  void shouldShowTheBodyTheTransformedPlane(
      String flip, int turns, boolean transposed, float first, float second) {
    var cut =
        StepBench.step(
            "cut", new Crop.ToBox(List.of(0, 0)), Map.of("image", "image", "box", "box"));
    var tta =
        new Augment.Flips(
            List.of(transform(flip, turns, transposed)),
            Map.of("row", new Inverse.None()),
            StepBench.body(Map.of("row", "cut.image"), cut));
    try (var bench = new StepBench()) {
      var top = new Value.PlaneBox(0, 0, 1, 2, Optional.empty());
      var out = bench.with("image", StepBench.plane(2, 2, 1, 2, 3, 4)).with("box", top).run(tta);
      var row = ((Value.Items) out.get("row")).values().getFirst();
      assertArrayEquals(new float[] {first, second}, StepBench.floats(row));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, false", "X, 0, false", "Y, 0, false", "'', 1, false", "'', 2, false", "'', 3, false",
    "'', 0, true", "X, 1, false", "Y, 1, true", "X, 2, true", "X, 3, true", "Y, 3, false"
  })
  void shouldBringEveryPixelBackToItsPlace(String flip, int turns, boolean transposed) {
    var tta =
        new Augment.Flips(
            List.of(transform(flip, turns, transposed)),
            Map.of("same", new Inverse.Spatial()),
            StepBench.body(Map.of("same", "image")));
    try (var bench = new StepBench()) {
      var out = bench.with("image", StepBench.plane(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9)).run(tta);
      var rounds = ((Value.Items) out.get("same")).values();
      assertEquals(1, rounds.size());
      assertArrayEquals(
          new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, StepBench.floats(rounds.getFirst()));
    }
  }

  /** A body that mirrors x mirrors y of the plane as it was, where the round exchanges the axes. */
  @ParameterizedTest
  @CsvSource({
    "'', 0, false, 2 1 4 3", "'', 1, false, 3 4 1 2", "'', 3, false, 3 4 1 2",
    "'', 0, true, 3 4 1 2", "'', 1, true, 2 1 4 3", "X, 1, false, 3 4 1 2"
  })
  void shouldUndoTheTransformOfWhatTheBodyMade(
      String flip, int turns, boolean transposed, String expected) {
    var mirror =
        StepBench.step("mirror", new Crop.Mirror(Set.of(Axis.X)), Map.of("image", "image"));
    var tta =
        new Augment.Flips(
            List.of(transform(flip, turns, transposed)),
            Map.of("mirrored", new Inverse.Spatial()),
            StepBench.body(Map.of("mirrored", "mirror.image"), mirror));
    try (var bench = new StepBench()) {
      var out = bench.with("image", StepBench.plane(2, 2, 1, 2, 3, 4)).run(tta);
      var values = StepBench.floats(((Value.Items) out.get("mirrored")).values().getFirst());
      var numbers = expected.split(" ", -1);
      for (int i = 0; i < 4; i++) {
        assertEquals(Float.parseFloat(numbers[i]), values[i]);
      }
    }
  }
}
