package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.operator.SliceAxis;
import org.seriesflow.inference.operator.Crop;
import org.seriesflow.inference.operator.Intensity;
import org.seriesflow.inference.operator.Operator;
import org.seriesflow.inference.operator.Reduce;
import org.seriesflow.inference.operator.Resample;
import org.seriesflow.inference.operator.Resample.Interpolation;
import org.seriesflow.inference.operator.Resample.Sampling;
import org.seriesflow.inference.operator.SelectSlices;
import org.seriesflow.inference.operator.SelectSlices.Normal;

/** Single modes on arrays whose answer can be worked out by hand. */
final class OperatorStepsTest {
  private static final Spacing UNIT = new Spacing(1, 1, 1);
  private static final float ROUNDING = 1e-5f;

  /** scipy.ndimage.zoom([0, 10, 20, 40], 2, order=3, mode="nearest", grid_mode=True), clipped. */
  private static final float[] DOUBLED = {
    0, 1.908065f, 7.392434f, 12.05589f, 16.4369f, 25.02464f, 36.07872f, 40
  };

  private static Sampling spline(double anisotropyAbove) {
    return new Sampling(
        Interpolation.CUBIC_SEPARATE_Z, false, false, OptionalDouble.of(anisotropyAbove));
  }

  private static List<OptionalDouble> mm(double... spacing) {
    return Arrays.stream(spacing).mapToObj(OptionalDouble::of).toList();
  }

  private static float[] cube(StepBench bench, VoxelBox box) {
    var out = bench.with("box", new Value.SpaceBox(box)).run(new Crop.CubeMm(4));
    var view = (Value.VolumeView) out.get("image");
    var inside = ((Value.SpaceBox) out.get("box")).box();
    assertEquals(view.region(), inside);
    return new float[] {
      inside.minZ(), inside.minY(), inside.minX(), inside.maxZ(), inside.maxY(), inside.maxX()
    };
  }

  @Test
  void shouldCutACubeInMillimetres() {
    try (var bench = new StepBench()) {
      bench.withVolume("image", new Shape(6, 8, 8), new Spacing(2, 1, 1));
      // 4 mm are 2 slices of 2 mm and 4 pixels of 1 mm around voxel (3, 4, 4).
      var cube = cube(bench, new VoxelBox(2, 3, 3, 4, 5, 5));
      assertArrayEquals(new float[] {2, 2, 2, 4, 6, 6}, cube);
    }
  }

  @Test
  void shouldCutOffWhatOfACubeLeavesTheVolume() {
    try (var bench = new StepBench()) {
      bench.withVolume("image", new Shape(6, 8, 8), new Spacing(2, 1, 1));
      var cube = cube(bench, new VoxelBox(0, 0, 7, 1, 1, 8));
      assertArrayEquals(new float[] {0, 0, 5, 1, 2, 8}, cube);
    }
  }

  @Test
  void shouldAverageWhenItShrinksWithAntialiasing() {
    var sampling = new Sampling(Interpolation.LINEAR, false, true, OptionalDouble.empty());
    try (var bench = new StepBench()) {
      var out =
          bench
              .with("image", StepBench.plane(1, 4, 0, 0, 4, 4))
              .run(new Resample.ToShape(List.of(1, 2), sampling));
      // A triangle of twice the width: weights 3, 3, 1 of 7.
      assertArrayEquals(
          new float[] {4 / 7f, 24 / 7f}, StepBench.floats(out.get("image")), ROUNDING);
    }
  }

  @Test
  void shouldSeeTheHighestVoxelAlongEachAxis() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("volume", new Shape(2, 2, 2), UNIT, 1, 7, 3, 4, 5, 2, 8, 6)
              .run(new SelectSlices.Projection(List.of(Normal.Z, Normal.Y, Normal.X)));
      var planes = ((Value.Planes) out.get("slices")).planes();
      assertArrayEquals(new float[] {5, 7, 8, 6}, StepBench.floats(planes.get(0)));
      assertArrayEquals(new float[] {3, 7, 8, 6}, StepBench.floats(planes.get(1)));
      assertArrayEquals(new float[] {7, 4, 5, 8}, StepBench.floats(planes.get(2)));
    }
  }

  @Test
  void shouldFoldSlicesIntoChannels() {
    var slices =
        new Value.Planes(
            List.of(
                StepBench.plane(1, 2, 1, 2),
                StepBench.plane(1, 2, 3, 4),
                StepBench.plane(1, 2, 5, 6),
                StepBench.plane(1, 2, 7, 8)));
    try (var bench = new StepBench()) {
      var out = bench.with("slices", slices).run(new SelectSlices.FoldToChannels(2));
      var maps = ((Value.Items) out.get("maps")).values();
      assertEquals(2, maps.size());
      assertEquals(2, ((Value.MapImage) maps.get(1)).channels());
      assertArrayEquals(new float[] {1, 2, 3, 4}, StepBench.floats(maps.get(0)));
      assertArrayEquals(new float[] {5, 6, 7, 8}, StepBench.floats(maps.get(1)));
    }
  }

  private static List<Double> reduced(Reduce reduce) {
    try (var bench = new StepBench()) {
      var list =
          new Value.Items(
              List.of(
                  StepBench.scores(1, 20, 3),
                  StepBench.scores(9, 10, 6),
                  StepBench.scores(2, 60, 0)));
      return ((Value.Scores) bench.with("values", list).run(reduce).get("values")).values();
    }
  }

  @Test
  void shouldTakeTheMiddleOfEachValue() {
    assertEquals(List.of(2.0, 20.0, 3.0), reduced(new Reduce.Median()));
  }

  @Test
  void shouldTakeTheMeanOfTheHighestTwo() {
    assertEquals(List.of(5.5, 40.0, 4.5), reduced(new Reduce.TopK(2)));
  }

  @Test
  void shouldRankTheValuesOfAVectorAmongThemselves() {
    // Ranks 0, 1, .5 and .5, 1, 0 and .5, 1, 0.
    var ranks = reduced(new Reduce.Rank());
    assertEquals(1 / 3.0, ranks.get(0), ROUNDING);
    assertEquals(1, ranks.get(1), ROUNDING);
    assertEquals(1 / 6.0, ranks.get(2), ROUNDING);
  }

  private static float[] mapped(Operator operator, float... values) {
    try (var bench = new StepBench()) {
      bench.with("image", StepBench.plane(1, values.length, values));
      return StepBench.floats(bench.run(operator).get("image"));
    }
  }

  @Test
  void shouldTakeTheStatisticsOfWhatIsNotZero() {
    // Mean 2 and deviation 1 of the two that are not 0.
    assertArrayEquals(
        new float[] {-2, -1, 1, -2},
        mapped(new Intensity.ZScore(0, 1e-8, true), 0, 1, 3, 0),
        ROUNDING);
  }

  @Test
  void shouldClipAndNormaliseByStoredStatistics() {
    assertArrayEquals(
        new float[] {-2.5f, 0, 2.5f},
        mapped(new Intensity.CtScheme(0, 10, 5, 2, 1e-8), -100, 5, 20),
        ROUNDING);
  }

  @Test
  void shouldDrawASplineThroughAPlane() {
    assertArrayEquals(
        DOUBLED, mapped(new Resample.ToShape(List.of(1, 8), spline(3)), 0, 10, 20, 40), ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "10, 2.5"})
  void shouldKeepThickSlicesApartFromTheAnisotropyThatTheManifestNames(
      double anisotropyAbove, float between) {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume(
                  "image", new Shape(2, 1, 4), new Spacing(5, 1, 1), 0, 10, 20, 40, 5, 5, 5, 5)
              .run(new Resample.ToShape(List.of(3, 1, 4), spline(anisotropyAbove)));
      var map = (Value.MapImage) out.get("image");
      assertEquals(List.of(10 / 3.0, 1.0, 1.0), map.spacingMm());
      // Between the first voxels 0 and 5 of the two slices: the later slice, or half of each.
      assertEquals(between, map.tensor().get(1, 0, 0), ROUNDING);
    }
  }

  @Test
  void shouldJudgeAnisotropyByTheSpacingThatWasAskedFor() {
    // The voxels are cubes; the target is not, so z stays apart.
    var to = new Resample.ToSpacing(mm(2, 1, .5), spline(3));
    try (var bench = new StepBench()) {
      bench.withVolume(
          "image", new Shape(4, 1, 4), UNIT, 0, 10, 20, 40, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
      var map = (Value.MapImage) bench.run(to).get("image");
      assertEquals(2, map.tensor().length(0));
      // Slices 1 and 3 of 0 to 3.
      assertEquals(1, map.tensor().get(0, 0, 3), ROUNDING);
      assertEquals(3, map.tensor().get(1, 0, 3), ROUNDING);
    }
  }

  @Test
  void shouldSplineEachChannelByItself() {
    var both = Tensor.of(new float[] {0, 10, 20, 40, 7, 7, 7, 7}, 2, 1, 4);
    var map = new Value.MapImage(both, List.of(1.0, 1.0), Optional.<SliceAxis>empty());
    try (var bench = new StepBench()) {
      var out = bench.with("image", map).run(new Resample.ToShape(List.of(1, 8), spline(3)));
      var values = ((Value.MapImage) out.get("image")).tensor();
      for (int i = 0; i < 8; i++) {
        assertEquals(DOUBLED[i], values.get(0, 0, i), ROUNDING);
        assertEquals(7, values.get(1, 0, i), ROUNDING);
      }
    }
  }
}
