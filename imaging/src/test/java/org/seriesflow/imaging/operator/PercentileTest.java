package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

class PercentileTest {
  @ParameterizedTest
  @EnumSource(VoxelType.class)
  void shouldInterpolateBetweenNeighboursInOrder(VoxelType type) {
    try (Volume volume = TestVolumes.of(type, new Shape(1, 1, 5), 50, 10, 40, 20, 30)) {
      VoxelBox all = VoxelBox.full(volume.shape());
      assertArrayEquals(
          new double[] {10, 12, 30, 50}, Percentiles.of(volume, all, 0, 5, 50, 100), 1e-12);
    }
  }

  @Test
  void shouldTurnOrderRoundForNegativeSlope() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 3), VoxelType.INT16, -1, 0)) {
      volume.setStored(0, 0, 0, 4);
      volume.setStored(0, 0, 2, 2);
      assertArrayEquals(
          new double[] {-4, -3, -2, 0},
          Percentiles.of(volume, VoxelBox.full(volume.shape()), 0, 25, 50, 100),
          1e-12);
    }
  }

  @Test
  void shouldAgreeWithSortedNumbersOfBothSigns() {
    Random random = new Random(13);
    for (VoxelType type : new VoxelType[] {VoxelType.INT16, VoxelType.INT32, VoxelType.FLOAT32}) {
      double[] stored = new double[1001];
      for (int i = 0; i < stored.length; i++) {
        stored[i] =
            type == VoxelType.FLOAT32
                ? (float) random.nextGaussian()
                : random.nextInt(-30000, 30000);
      }
      double[] sorted = stored.clone();
      Arrays.sort(sorted);
      try (Volume volume = TestVolumes.of(type, new Shape(7, 11, 13), stored)) {
        assertArrayEquals(
            new double[] {sorted[10], sorted[500], sorted[990]},
            Percentiles.of(volume, VoxelBox.full(volume.shape()), 1, 50, 99),
            1e-9);
      }
    }
  }

  @Test
  void shouldRejectPercentileAboveHundred() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 1), VoxelType.UINT8)) {
      VoxelBox all = VoxelBox.full(volume.shape());
      assertThrows(IllegalArgumentException.class, () -> Percentiles.of(volume, all, 101));
    }
  }
}
