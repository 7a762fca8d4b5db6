package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;
import org.seriesflow.imaging.operator.IntensityMap.Epsilon;

class IntensityTest {
  /** Mean 5, squared distances 9+1+1+1+0+0+4+16 = 32: population deviation 2. */
  private static final double[] TEXTBOOK = {2, 4, 4, 4, 5, 5, 7, 9};

  @ParameterizedTest
  @EnumSource(VoxelType.class)
  void shouldFindMomentsOfEachType(VoxelType type) {
    try (Volume volume = TestVolumes.of(type, new Shape(2, 2, 2), TEXTBOOK)) {
      assertEquals(new Moments(8, 5, 32, 2, 9), Moments.of(volume));
    }
  }

  @Test
  void shouldTellPopulationFromUnbiasedDeviation() {
    Moments moments = new Moments(8, 5, 32, 2, 9);
    assertEquals(2, moments.deviation(0));
    assertEquals(Math.sqrt(32 / 7.0), moments.deviation(1));
  }

  @Test
  void shouldFindMomentsOfRealValuesInBox() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 2, 3), VoxelType.INT16, -2, 100)) {
      volume.setStored(0, 1, 1, 10);
      volume.setStored(0, 1, 2, 20);
      // Real values 80 and 60.
      assertEquals(
          new Moments(2, 70, 200, 60, 80), Moments.of(volume, new VoxelBox(0, 1, 1, 1, 2, 3)));
    }
  }

  @Test
  void shouldKeepSmallSpreadAroundLargeMeanExact() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(100, 100, 100), VoxelType.UINT16)) {
      for (int z = 0; z < 100; z++) {
        for (int y = 0; y < 100; y++) {
          for (int x = 0; x < 100; x++) {
            volume.setStored(z, y, x, 65534 + x % 2);
          }
        }
      }
      assertEquals(new Moments(1000000, 65534.5, 250000, 65534, 65535), Moments.of(volume));
    }
  }

  @Test
  void shouldSumLargestNumbersOfLongRowsExactly() {
    // 40,000 in a row, half of them the largest that 16 bits hold, half zero.
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 40000), VoxelType.UINT16)) {
      for (int x = 0; x < 40000; x += 2) {
        volume.setStored(0, 0, x, 65535);
      }
      double half = 65535 / 2.0;
      assertEquals(new Moments(40000, half, 40000 * half * half, 0, 65535), Moments.of(volume));
    }
  }

  @Test
  void shouldLeaveZerosOut() {
    try (Volume volume = TestVolumes.of(VoxelType.INT16, new Shape(1, 1, 4), 0, 3, 5, 0)) {
      assertEquals(
          new Moments(2, 4, 2, 3, 5), Moments.ofNonZero(volume, VoxelBox.full(volume.shape())));
    }
  }

  @Test
  void shouldRejectValuesThatAreNotFinite() {
    try (Volume volume = TestVolumes.of(VoxelType.FLOAT32, new Shape(1, 1, 2), 1, Double.NaN)) {
      assertThrows(IllegalArgumentException.class, () -> Moments.of(volume));
    }
  }

  @Test
  void shouldGiveZerosForConstantImageByFlooredDeviation() {
    try (Tensor tensor = Tensor.of(new float[] {7, 7}, 2)) {
      IntensityMap.zScore(Moments.of(tensor), 0, 1e-8, Epsilon.FLOOR).applyTo(tensor);
      assertArrayEquals(new float[] {0, 0}, tensor.toArray());
    }
  }

  @Test
  void shouldGiveZeroForSingleValueByUnbiasedDeviation() {
    Moments single = new Moments(1, 7, 0, 7, 7);
    assertEquals(0, IntensityMap.zScore(single, 1, 1e-8, Epsilon.FLOOR).of(7));
  }

  @Test
  void shouldScoreByPopulationDeviation() {
    try (Tensor tensor = Tensor.of(new float[] {2, 4, 4, 4, 5, 5, 7, 9}, 2, 4)) {
      IntensityMap.zScore(Moments.of(tensor), 0, 1e-8, Epsilon.FLOOR).applyTo(tensor);
      assertArrayEquals(new float[] {-1.5f, -.5f, -.5f, -.5f, 0, 0, 1, 2}, tensor.toArray(), 1e-7f);
    }
  }

  @Test
  void shouldAddEpsilonToDivisorWhereAsked() {
    Moments moments = new Moments(8, 5, 32, 2, 9);
    assertEquals(1, IntensityMap.zScore(moments, 0, 2, Epsilon.ADDED).of(9));
    assertEquals(.5, IntensityMap.minMax(moments, 7, Epsilon.ADDED).of(9));
  }

  @Test
  void shouldMapSmallestToZeroAndLargestToOne() {
    IntensityMap map = IntensityMap.minMax(new Moments(8, 5, 32, 2, 9), 0, Epsilon.FLOOR);
    assertEquals(0, map.of(2));
    assertEquals(1, map.of(9), 1e-15);
  }

  @Test
  void shouldClipToWindowBeforeScaling() {
    IntensityMap map = IntensityMap.window(-100, 600);
    assertEquals(0, map.of(-1000));
    assertEquals(.5, map.of(250), 1e-15);
    assertEquals(1, map.of(3000), 1e-15);
  }

  @Test
  void shouldClipThenScoreByStoredStatistics() {
    IntensityMap map = IntensityMap.stored(0, 300, 100, 50, 1e-8);
    assertEquals(-2, map.of(-1000));
    assertEquals(4, map.of(1000));
    assertEquals(1, map.of(150));
  }

  @Test
  void shouldRejectConstantImageWithoutEpsilon() {
    Moments constant = new Moments(2, 7, 0, 7, 7);
    assertThrows(
        IllegalArgumentException.class, () -> IntensityMap.minMax(constant, 0, Epsilon.FLOOR));
  }
}
