package org.seriesflow.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.inference.Output.ScoredPoint;
import org.seriesflow.inference.operator.Crop;
import org.seriesflow.inference.operator.Load;
import org.seriesflow.inference.operator.SelectSlices;
import org.seriesflow.inference.operator.SelectSlices.Normal;

/** Slices and windows around points and around slices, and the series of a study. */
final class PointStepsTest {
  private static final Spacing UNIT = new Spacing(1, 1, 1);

  private static ScoredPoint point(double z, double y, double x) {
    return new ScoredPoint(z, y, x, "here", 1);
  }

  private static Value.Points points(ScoredPoint... points) {
    return new Value.Points(List.of(points));
  }

  private static List<float[]> maps(Value list) {
    return ((Value.Items) list).values().stream().map(StepBench::floats).toList();
  }

  @Test
  void shouldGiveEachSliceItsNeighboursAsChannels() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("volume", new Shape(3, 1, 1), UNIT, 1, 2, 3)
              .run(new SelectSlices.Adjacent(Normal.Z, 3));
      var maps = maps(out.get("slices"));
      assertEquals(3, maps.size());
      // Beyond an end the last slice repeats.
      assertArrayEquals(new float[] {1, 1, 2}, maps.get(0));
      assertArrayEquals(new float[] {1, 2, 3}, maps.get(1));
      assertArrayEquals(new float[] {2, 3, 3}, maps.get(2));
    }
  }

  @Test
  void shouldTakeTheSlicesNearestToOffsetsFromEachPoint() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("volume", new Shape(1, 1, 6), new Spacing(1, 1, 2), 0, 1, 2, 3, 4, 5)
              .with("points", points(point(0, 0, 3.2), point(0, 0, 0)))
              .run(new SelectSlices.OffsetMm(Normal.X, List.of(-4.0, 0.0, 3.0)));
      var planes = ((Value.Planes) out.get("slices")).planes();
      var first = planes.stream().map(plane -> plane.tensor().get(0, 0)).toList();
      // 3 mm are a slice and a half of 2 mm: the later slice.
      assertEquals(List.of(1f, 3f, 5f, 0f, 0f, 2f), first);
    }
  }

  @Test
  void shouldCutAWindowOfPixelsAroundEachPoint() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .with("image", StepBench.plane(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9))
              .with("points", points(point(9, 1.4, 0.6), point(9, 2, 2), point(9, 40, 40)))
              .run(new Crop.PixelWindow(List.of(2, 2)));
      var maps = maps(out.get("images"));
      assertArrayEquals(new float[] {1, 2, 4, 5}, maps.get(0));
      assertArrayEquals(new float[] {5, 6, 8, 9}, maps.get(1));
      assertArrayEquals(new float[4], maps.get(2));
    }
  }

  @Test
  void shouldPutZerosWhereAWindowLeavesTheVolume() {
    try (var bench = new StepBench()) {
      var out =
          bench
              .withVolume("image", new Shape(2, 2, 2), UNIT, 1, 2, 3, 4, 5, 6, 7, 8)
              .with("points", points(point(0, 0, 1)))
              .run(new Crop.PixelWindow(List.of(1, 3, 3)));
      var window = maps(out.get("images")).getFirst();
      assertArrayEquals(new float[] {0, 0, 0, 1, 2, 0, 3, 4, 0}, window);
    }
  }

  @Test
  void shouldCountPointsFromTheCornerOfACroppedVolume() {
    try (var cropping = new StepBench();
        var bench = new StepBench()) {
      var part =
          cropping
              .withVolume("image", new Shape(1, 1, 4), UNIT, 1, 2, 3, 4)
              .with("box", new Value.SpaceBox(new VoxelBox(0, 0, 1, 1, 1, 3)))
              .run(new Crop.ToBox(List.of(0, 0, 0)))
              .get("image");
      var out =
          bench
              .with("image", part)
              .with("points", points(point(0, 0, 0)))
              .run(new Crop.PixelWindow(List.of(1, 1, 5)));
      // Voxels outside the part stay outside, though the volume has them.
      assertArrayEquals(new float[] {0, 0, 2, 3, 0}, maps(out.get("images")).getFirst());
    }
  }

  @Test
  void shouldScaleWindowsByTheDistanceOfThePoints() {
    var plane = StepBench.plane(1, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    try (var bench = new StepBench()) {
      var out =
          bench
              .with("image", new Value.MapImage(plane.tensor(), List.of(4.0, 1.0), plane.plane()))
              .with("points", points(point(0, 0, 2), point(0, 0, 4), point(0, 0, 8)))
              .run(new Crop.KeypointScaled(1.0));
      // 2 and 4 mm: 3 mm on average, which are 3 columns, and of 4 mm one row.
      var maps = maps(out.get("images"));
      assertArrayEquals(new float[] {2, 3, 4}, maps.get(0));
      assertArrayEquals(new float[] {8, 9, 0}, maps.get(2));
    }
  }

  @Test
  void shouldRefuseToMeasureBetweenFewerThanTwoPoints() {
    try (var bench = new StepBench()) {
      bench.with("image", StepBench.plane(1, 1, 1)).with("points", points(point(0, 0, 0)));
      var scaled = new Crop.KeypointScaled(1.0);
      assertThrows(IllegalStateException.class, () -> bench.run(scaled));
    }
  }

  @Test
  void shouldTakeASeriesOfAStudyByItsName() {
    try (var volume = new StepBench();
        var bench = new StepBench()) {
      var series =
          (Value.VolumeView)
              volume
                  .withVolume("volume", new Shape(1, 1, 1), UNIT, 7)
                  .run(new Load.Series())
                  .get("volume");
      bench.with("study", new Value.Study(Map.of("axial", series)));
      assertEquals(series, bench.run(new Load.StudyJoin("axial")).get("volume"));
      var missing = new Load.StudyJoin("sagittal");
      var failure = assertThrows(IllegalArgumentException.class, () -> bench.run(missing));
      assertTrue(failure.getMessage().contains("it has: axial"), failure.getMessage());
    }
  }
}
