package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelType;

class SliceTest {
  @Test
  void shouldSelectSlicesAtFlooredFractions() {
    assertArrayEquals(new int[] {53, 26, 79}, SliceSelection.fractions(106, .5, .25, .75));
    assertArrayEquals(new int[] {3, 1, 5}, SliceSelection.fractions(7, .5, .25, .75));
  }

  @Test
  void shouldLookAtEqualSlicesOnce() {
    assertArrayEquals(new int[] {1, 0}, SliceSelection.fractions(2, .5, .25, .75));
    assertArrayEquals(new int[] {0}, SliceSelection.fractions(1, .5, .25, .75));
  }

  @Test
  void shouldSpreadSlicesEvenly() {
    assertArrayEquals(new int[] {0, 3, 6, 9}, SliceSelection.even(10, 4));
    assertArrayEquals(new int[] {0, 0, 1}, SliceSelection.even(2, 3));
    assertArrayEquals(new int[] {5}, SliceSelection.even(10, 1));
  }

  @Test
  void shouldRepeatEndSliceForMissingNeighbours() {
    assertArrayEquals(new int[] {0, 0, 0, 1, 2}, SliceSelection.adjacent(9, 0, 5));
    assertArrayEquals(new int[] {7, 8, 8}, SliceSelection.adjacent(9, 8, 3));
  }

  @Test
  void shouldFindSlicesAtDistances() {
    assertArrayEquals(new int[] {3, 5, 9}, SliceSelection.offsetsMm(10, 5, 2.5, -5, 0, 100));
  }

  @Test
  void shouldExtractSlicesAlongEachAxis() {
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(2, 3, 4), VoxelType.INT16);
        Tensor z = Slices.extract(volume, SliceAxis.Z, 1);
        Tensor y = Slices.extract(volume, SliceAxis.Y, 2);
        Tensor x = Slices.extract(volume, SliceAxis.X, 3)) {
      assertArrayEquals(
          new float[] {100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123}, z.toArray());
      assertArrayEquals(new int[] {3, 4}, z.shape());
      assertArrayEquals(new float[] {20, 21, 22, 23, 120, 121, 122, 123}, y.toArray());
      assertArrayEquals(new int[] {2, 4}, y.shape());
      assertArrayEquals(new float[] {3, 13, 23, 103, 113, 123}, x.toArray());
      assertArrayEquals(new int[] {2, 3}, x.shape());
    }
  }

  @Test
  void shouldRescaleExtractedSlices() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(1, 1, 2), VoxelType.UINT8, 2, -3)) {
      volume.setStored(0, 0, 1, 200);
      try (Tensor slice = Slices.extract(volume, SliceAxis.Z, 0)) {
        assertArrayEquals(new float[] {-3, 397}, slice.toArray());
      }
    }
  }

  @Test
  void shouldProjectSlices() {
    try (Volume volume = TestVolumes.of(VoxelType.INT16, new Shape(3, 1, 2), -5, 1, -2, 9, -8, 2);
        Tensor max = Slices.project(volume, SliceAxis.Z, 0, 3, Slices.Projection.MAXIMUM);
        Tensor min = Slices.project(volume, SliceAxis.Z, 0, 3, Slices.Projection.MINIMUM);
        Tensor mean = Slices.project(volume, SliceAxis.Z, 0, 3, Slices.Projection.MEAN)) {
      assertArrayEquals(new float[] {-2, 9}, max.toArray());
      assertArrayEquals(new float[] {-8, 1}, min.toArray());
      assertArrayEquals(new float[] {-5, 4}, mean.toArray());
    }
  }

  @Test
  void shouldRejectSliceOutsideVolume() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(2, 3, 4), VoxelType.INT16)) {
      assertThrows(IndexOutOfBoundsException.class, () -> Slices.extract(volume, SliceAxis.Z, 2));
    }
  }
}
