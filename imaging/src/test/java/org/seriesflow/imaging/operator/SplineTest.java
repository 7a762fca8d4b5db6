package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.Tensor;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VoxelType;

class SplineTest {
  /** scipy.ndimage.zoom([0, 10, 20, 40], 2, order=3, mode="nearest", grid_mode=True), clipped. */
  private static final double[] DOUBLED = {
    0, 1.908065, 7.392434, 12.055887, 16.436899, 25.024637, 36.078720, 40
  };

  @Test
  void shouldInterpolateAsScipyAlongEachAxis() {
    try (Volume x = TestVolumes.of(VoxelType.INT16, new Shape(1, 1, 4), 0, 10, 20, 40);
        Volume y = TestVolumes.of(VoxelType.UINT8, new Shape(1, 4, 1), 0, 10, 20, 40);
        Volume z = TestVolumes.of(VoxelType.FLOAT32, new Shape(4, 1, 1), 0, 10, 20, 40);
        Volume alongX = SplineResample.cubic(x, new Shape(1, 1, 8));
        Volume alongY = SplineResample.cubic(y, new Shape(1, 8, 1));
        Volume alongZ = SplineResample.cubic(z, new Shape(8, 1, 1))) {
      for (int i = 0; i < 8; i++) {
        assertEquals(DOUBLED[i], alongX.valueAt(0, 0, i), 1e-5);
        assertEquals(DOUBLED[i], alongY.valueAt(0, i, 0), 1e-5);
        assertEquals(DOUBLED[i], alongZ.valueAt(i, 0, 0), 1e-5);
      }
      assertEquals(new Spacing(1, 1, .5), alongX.geometry().spacingMm());
    }
  }

  @Test
  void shouldTakeNearestSliceAcrossThickSlices() {
    try (Volume volume =
            TestVolumes.of(VoxelType.INT16, new Shape(2, 1, 4), 0, 10, 20, 40, 5, 5, 5, 5);
        Volume resampled = SplineResample.cubicInSlices(volume, new Shape(3, 1, 8), SliceAxis.Z)) {
      assertEquals(new Shape(3, 1, 8), resampled.shape());
      for (int i = 0; i < 8; i++) {
        assertEquals(DOUBLED[i], resampled.valueAt(0, 0, i), 1e-5);
        // Half-way between the two, at .5 of the index, the later one is taken.
        assertEquals(5, resampled.valueAt(1, 0, i), 1e-5);
        assertEquals(5, resampled.valueAt(2, 0, i), 1e-5);
      }
    }
  }

  @Test
  void shouldLeaveVolumeOfSameShapeAsItIs() {
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(3, 4, 5), VoxelType.INT16);
        Volume same = SplineResample.cubic(volume, new Shape(3, 4, 5))) {
      assertEquals(123, same.valueAt(1, 2, 3));
      assertEquals(volume.geometry(), same.geometry());
    }
  }

  @Test
  void shouldKeepThickSlicesApart() {
    Spacing even = new Spacing(1, 1, 1);
    assertEquals(
        Optional.of(SliceAxis.Z), SplineResample.separateAxis(new Spacing(5, 1, 1), even, 3));
    assertEquals(
        Optional.of(SliceAxis.X), SplineResample.separateAxis(even, new Spacing(1, 1, 4), 3));
    assertEquals(Optional.empty(), SplineResample.separateAxis(new Spacing(3, 1, 1), even, 3));
    assertEquals(Optional.empty(), SplineResample.separateAxis(new Spacing(5, 5, 1), even, 3));
    // Two axes of an oblique volume whose spacings differ in their last bits share it all the same.
    Spacing oblique = new Spacing(Math.nextUp(5.0), 5, 1);
    assertEquals(Optional.empty(), SplineResample.separateAxis(oblique, even, 3));
  }

  @Test
  void shouldWidenTriangleWhereImageShrinks() {
    // Three pixels to one: weights 2/3, 1, 2/3, 1/3 over their sum, as PyTorch with antialias.
    try (Tensor image = Tensor.of(new float[] {0, 10, 20, 30, 40, 90}, 1, 6);
        Tensor across = AntialiasedResize.resize(image, 1, 2);
        Tensor down = AntialiasedResize.resize(image.reshaped(1, 6, 1), 2, 1)) {
      assertArrayEquals(new float[] {12.5f, 47.5f}, across.toArray(), 1e-5f);
      assertArrayEquals(new float[] {12.5f, 47.5f}, down.toArray(), 1e-5f);
    }
  }

  @Test
  void shouldEqualPlainBilinearWhereImageGrows() {
    try (Tensor image = Tensor.of(new float[] {0, 10, 20, 30}, 2, 2);
        Tensor smoothed = AntialiasedResize.resize(image, 4, 3);
        Tensor plain = Bilinear.resize(image, 4, 3, false)) {
      assertArrayEquals(plain.toArray(), smoothed.toArray(), 1e-5f);
    }
  }
}
