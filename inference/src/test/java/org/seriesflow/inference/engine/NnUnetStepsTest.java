package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.AxisCodes;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.inference.operator.Crop;
import org.seriesflow.inference.operator.Intensity;
import org.seriesflow.inference.operator.Reorient;
import org.seriesflow.inference.operator.Resample;
import org.seriesflow.inference.operator.Resample.Interpolation;
import org.seriesflow.inference.operator.Resample.Sampling;

/** The steps of nnU-Net's way in and back, on arrays whose answer can be worked out by hand. */
final class NnUnetStepsTest {
  private static final Spacing UNIT = new Spacing(1, 1, 1);
  private static final float ROUNDING = 1e-5f;

  /** scipy.ndimage.zoom([0, 10, 20, 40], 2, order=3, mode="nearest", grid_mode=True), clipped. */
  private static final float[] DOUBLED = {
    0, 1.908065f, 7.392434f, 12.05589f, 16.4369f, 25.02464f, 36.07872f, 40
  };

  private static Sampling of(Interpolation interpolation) {
    var apart = interpolation.keepsSlicesApart() ? OptionalDouble.of(3) : OptionalDouble.empty();
    return new Sampling(interpolation, false, false, apart);
  }

  private static Value.MapImage scores(double zMm, float... values) {
    return new Value.MapImage(
        Tensor.of(values, 2, 1, 2), List.of(zMm, 1.0, 1.0), Optional.<SliceAxis>empty());
  }

  @Test
  void shouldBringScoresBackLinearlyWithinThickSlicesAndFromTheNearestSlice() {
    try (var bench = new StepBench()) {
      bench
          .withVolume("like", new Shape(3, 1, 4), new Spacing(3.4, 1, .5))
          .with("image", scores(5, 0, 8, 100, 100));
      var map =
          (Value.MapImage)
              bench.run(new Resample.Like(of(Interpolation.LINEAR_SEPARATE_Z))).get("image");
      assertEquals(List.of(3.4, 1.0, .5), map.spacingMm());
      // The middle of three slices lies on the border of the two: the later one is taken.
      assertArrayEquals(
          new float[] {0, 2, 6, 8, 100, 100, 100, 100, 100, 100, 100, 100}, StepBench.floats(map));
    }
  }

  @Test
  void shouldBringScoresBackLinearlyOnAllAxesWhereVoxelsAreNearlyCubes() {
    try (var bench = new StepBench()) {
      bench
          .withVolume("like", new Shape(3, 1, 2), new Spacing(1.3, 1, 1))
          .with("image", scores(2, 0, 8, 100, 100));
      var out = bench.run(new Resample.Like(of(Interpolation.LINEAR_SEPARATE_Z)));
      assertArrayEquals(
          new float[] {0, 8, 50, 54, 100, 100}, StepBench.floats(out.get("image")), ROUNDING);
    }
  }

  @Test
  void shouldSplineAcrossThickSlicesWhereNoneAreKeptApart() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("image", new Shape(4, 1, 1), new Spacing(9, 1, 1), 0, 10, 20, 40)
              .run(new Resample.ToShape(List.of(8, 1, 1), of(Interpolation.CUBIC)));
      assertArrayEquals(DOUBLED, StepBench.floats(out.get("image")), ROUNDING);
    }
  }

  @Test
  void shouldKeepTheSpacingOfAnAxisThatStaysTheSame() {
    var spacing = List.of(OptionalDouble.empty(), OptionalDouble.of(1), OptionalDouble.of(.7));
    try (var bench = new StepBench()) {
      bench.withVolume("image", new Shape(2, 1, 4), new Spacing(5, 1, 1));
      var map =
          (Value.MapImage)
              bench
                  .run(new Resample.ToSpacing(spacing, of(Interpolation.CUBIC_SEPARATE_Z)))
                  .get("image");
      assertArrayEquals(new int[] {2, 1, 6}, map.size());
      // What was asked for, not the 4 · 1 / 6 mm that six voxels come to.
      assertEquals(List.of(5.0, 1.0, .7), map.spacingMm());
    }
  }

  @Test
  void shouldNormaliseTheForegroundOfAVolumeAndLeaveWhatIsOutside() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("image", new Shape(1, 3, 4), UNIT, 0, 1, 3, 0, 0, 3, 1, 0, 0, 0, 0, 0)
              .run(new Intensity.ForegroundZScore(0, 1e-8));
      assertArrayEquals(
          new float[] {0, -1, 1, 0, 0, 1, -1, 0, 0, 0, 0, 0}, StepBench.floats(out.get("image")));
    }
  }

  @Test
  void shouldFindTheBoxOfWhatIsNotZeroInAVolume() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("image", new Shape(1, 3, 4), UNIT, 0, 0, 0, 0, 0, 3, 0, 2, 0, 0, 0, 0)
              .run(new Crop.NonZeroBox());
      assertEquals(new Value.SpaceBox(new VoxelBox(0, 1, 1, 1, 2, 4)), out.get("box"));
    }
  }

  @Test
  void shouldFindNoBoxInAVolumeOfZeros() {
    try (var bench = new StepBench()) {
      bench.withVolume("image", new Shape(1, 1, 2), UNIT);
      assertEquals(new Value.Absent(), bench.run(new Crop.NonZeroBox()).get("box"));
    }
  }

  @Test
  void shouldPutAPartBackInItsPlace() {
    var part =
        new Value.MapImage(
            Tensor.of(new float[] {7, 8}, 1, 1, 2), List.of(1.0, 1.0, 1.0), Optional.empty());
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("like", new Shape(1, 2, 4), UNIT)
              .with("image", part)
              .with("box", new Value.SpaceBox(new VoxelBox(0, 1, 1, 1, 2, 3)))
              .run(new Crop.Uncrop(-1));
      assertArrayEquals(
          new float[] {-1, -1, -1, -1, -1, 7, 8, -1}, StepBench.floats(out.get("image")));
    }
  }

  @Test
  void shouldBringAMapFromOneOrderOfAxesToAnother() {
    var map =
        new Value.MapImage(
            Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2),
            List.of(3.0, 2.0, 1.0),
            Optional.<SliceAxis>empty());
    try (var bench = new StepBench()) {
      // z ran to Left and x to Superior; now x runs to Right and z to Superior.
      var turn = new Reorient.Axes(new AxisCodes("SPL"), new AxisCodes("RPS"));
      var out = (Value.MapImage) bench.with("image", map).run(turn).get("image");
      assertArrayEquals(new int[] {2, 1, 3}, out.size());
      assertArrayEquals(new float[] {5, 3, 1, 6, 4, 2}, StepBench.floats(out));
      assertEquals(List.of(1.0, 2.0, 3.0), out.spacingMm());
    }
  }
}
