package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.seriesflow.imaging.Reorientation;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.imaging.operator.IntensityMap.Epsilon;

class ResizeTest {
  private static final float TOLERANCE = 1e-5f;

  @Test
  void shouldRoundSizeHalfToEven() {
    assertEquals(4, GridSize.halfEven(3, .75, .5));
    assertEquals(2, GridSize.halfEven(5, .25, .5));
    assertEquals(1, GridSize.halfEven(1, .1, 5));
  }

  @Test
  void shouldKeepOuterEdgesWithoutAlignedCorners() {
    try (Tensor image = Tensor.of(new float[] {0, 10, 20, 30}, 1, 4);
        Tensor half = Bilinear.resize(image, 1, 2, false);
        Tensor three = Bilinear.resize(image, 1, 3, false);
        Tensor twice = Bilinear.resize(image, 1, 8, false)) {
      assertArrayEquals(new float[] {5, 25}, half.toArray(), TOLERANCE);
      // Samples at 1/6, 3/2 and 17/6.
      assertArrayEquals(new float[] {5 / 3f, 15, 85 / 3f}, three.toArray(), TOLERANCE);
      assertArrayEquals(
          new float[] {0, 2.5f, 7.5f, 12.5f, 17.5f, 22.5f, 27.5f, 30}, twice.toArray(), TOLERANCE);
    }
  }

  @Test
  void shouldKeepCornerCentresWithAlignedCorners() {
    try (Tensor image = Tensor.of(new float[] {0, 10, 20, 30}, 4, 1);
        Tensor seven = Bilinear.resize(image, 7, 1, true);
        Tensor one = Bilinear.resize(image, 1, 1, true)) {
      assertArrayEquals(new float[] {0, 5, 10, 15, 20, 25, 30}, seven.toArray(), TOLERANCE);
      assertArrayEquals(new float[] {0}, one.toArray());
    }
  }

  @Test
  void shouldResizeEachImageOfBatchByRowsAndColumns() {
    try (Tensor images = Tensor.of(new float[] {0, 2, 4, 6, 100, 102, 104, 106}, 2, 1, 2, 2);
        Tensor resized = Bilinear.resize(images, 3, 3, true)) {
      assertArrayEquals(new int[] {2, 1, 3, 3}, resized.shape());
      assertArrayEquals(
          new float[] {0, 1, 2, 2, 3, 4, 4, 5, 6, 100, 101, 102, 102, 103, 104, 104, 105, 106},
          resized.toArray(),
          TOLERANCE);
    }
  }

  @Test
  void shouldCropAndInterpolateLinearFunctionExactly() {
    // 100z + 10y + x is linear, so each sample is the function at its place.
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(6, 7, 8), VoxelType.INT16);
        Tensor tensor =
            Trilinear.cropAndResize(
                volume,
                new VoxelBox(1, 2, 3, 4, 7, 5),
                IntensityMap.IDENTITY,
                new Shape(5, 3, 4),
                true,
                2)) {
      assertArrayEquals(new int[] {1, 1, 5, 3, 4}, tensor.shape());
      for (int z = 0; z < 5; z++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 4; x++) {
            double expected = 100 * (1 + z * 2 / 4.0) + 10 * (2 + y * 4 / 2.0) + 3 + x * 1 / 3.0;
            assertEquals(expected, tensor.get(0, 0, z, y, x), 1e-3);
          }
        }
      }
    }
  }

  @Test
  void shouldGiveBackVoxelsAtSameSize() {
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(3, 4, 5), VoxelType.UINT8);
        Tensor aligned = resized(volume, new Shape(3, 4, 5), true);
        Tensor edges = resized(volume, new Shape(3, 4, 5), false)) {
      assertEquals(132, volume.valueAt(1, 3, 2));
      assertEquals(132, aligned.get(0, 0, 1, 3, 2));
      assertArrayEquals(aligned.toArray(), edges.toArray());
    }
  }

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  void shouldResizeEachTypeTheSame(VoxelType type) {
    double[] stored = new Random(3).ints(4 * 5 * 6, 0, 128).asDoubleStream().toArray();
    IntensityMap map = IntensityMap.zScore(new Moments(2, 60, 800, 0, 0), 0, 1, Epsilon.FLOOR);
    Shape size = new Shape(3, 7, 4);
    VoxelBox box = new VoxelBox(0, 1, 1, 4, 5, 6);
    try (Volume reference = TestVolumes.of(VoxelType.FLOAT64, new Shape(4, 5, 6), stored);
        Volume volume = TestVolumes.of(type, new Shape(4, 5, 6), stored);
        Tensor expected = Trilinear.cropAndResize(reference, box, map, size, true, 1);
        Tensor actual = Trilinear.cropAndResize(volume, box, map, size, true, 1)) {
      assertArrayEquals(expected.toArray(), actual.toArray(), TOLERANCE);
    }
  }

  @Test
  void shouldClipBeforeItInterpolates() {
    try (Volume volume = TestVolumes.of(VoxelType.INT16, new Shape(1, 1, 2), 0, 1000);
        Tensor tensor =
            Trilinear.cropAndResize(
                volume,
                VoxelBox.full(volume.shape()),
                IntensityMap.window(0, 100),
                new Shape(1, 1, 3),
                true,
                1)) {
      assertArrayEquals(new float[] {0, .5f, 1}, tensor.toArray(), TOLERANCE);
    }
  }

  @Test
  void shouldFoldRescaleIntoScore() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 2), VoxelType.INT16, -2, 10)) {
      volume.setStored(0, 0, 1, 20);
      // Real values 10 and -30: mean -10, population deviation 20.
      IntensityMap map = IntensityMap.zScore(Moments.of(volume), 0, 1e-8, Epsilon.FLOOR);
      try (Tensor tensor =
          Trilinear.cropAndResize(
              volume, VoxelBox.full(volume.shape()), map, new Shape(1, 1, 3), true, 1)) {
        assertArrayEquals(new float[] {1, 0, -1}, tensor.toArray(), TOLERANCE);
      }
    }
  }

  @Test
  void shouldGiveSameNumbersOnAnyNumberOfThreads() {
    double[] stored = new Random(5).ints(9 * 8 * 7, -900, 900).asDoubleStream().toArray();
    try (Volume volume = TestVolumes.of(VoxelType.INT16, new Shape(9, 8, 7), stored);
        Tensor one = resized(volume, new Shape(11, 5, 6), true);
        Tensor three =
            Trilinear.cropAndResize(
                volume,
                VoxelBox.full(volume.shape()),
                IntensityMap.IDENTITY,
                new Shape(11, 5, 6),
                true,
                3)) {
      assertArrayEquals(one.toArray(), three.toArray());
    }
  }

  @Test
  void shouldGiveSameTensorHoweverTheVolumeWasStored() {
    // The same patient stored with its rows from left to right and its slices downwards.
    VolumeGeometry lps = TestVolumes.unit(4, 5, 6);
    VolumeGeometry mirrored =
        new VolumeGeometry(
            lps.shape(),
            lps.toLps(3, 0, 5),
            lps.stepX().times(-1),
            lps.stepY(),
            lps.stepZ().times(-1));
    try (Volume volume = TestVolumes.counting(lps, VoxelType.INT16);
        Volume stored = Volume.allocate(mirrored, VoxelType.INT16)) {
      for (int z = 0; z < 4; z++) {
        for (int y = 0; y < 5; y++) {
          for (int x = 0; x < 6; x++) {
            stored.setStored(3 - z, y, 5 - x, volume.storedAt(z, y, x));
          }
        }
      }
      try (Volume turned = Reorientation.toLps(stored);
          Tensor expected = resized(volume, new Shape(3, 3, 4), true);
          Tensor actual = resized(turned, new Shape(3, 3, 4), true)) {
        assertEquals(lps, turned.geometry());
        assertArrayEquals(expected.toArray(), actual.toArray());
      }
    }
  }

  @Test
  void shouldRejectBoxThatLeavesVolume() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(2, 2, 2), VoxelType.INT16)) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Trilinear.cropAndResize(
                  volume,
                  new VoxelBox(0, 0, 0, 2, 2, 3),
                  IntensityMap.IDENTITY,
                  new Shape(2, 2, 2),
                  true,
                  1));
    }
  }

  private static Tensor resized(Volume volume, Shape size, boolean alignCorners) {
    return Trilinear.cropAndResize(
        volume, VoxelBox.full(volume.shape()), IntensityMap.IDENTITY, size, alignCorners, 1);
  }
}
