package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.Spacing;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

class GridTest {
  /** Oblique, with steps of 5, 10 and 2 mm. */
  private static final VolumeGeometry OBLIQUE =
      new VolumeGeometry(
          new Shape(4, 6, 8),
          new Vector3(10, 20, 30),
          new Vector3(3, 4, 0),
          new Vector3(-8, 6, 0),
          new Vector3(0, 0, 2));

  @Test
  void shouldKeepOuterEdgesOfObliqueVolume() {
    VolumeGeometry resampled = Resample.geometry(OBLIQUE, new Shape(8, 3, 5), false);
    assertNear(OBLIQUE.toLps(-.5, -.5, -.5), resampled.toLps(-.5, -.5, -.5));
    assertNear(OBLIQUE.toLps(3.5, 5.5, 7.5), resampled.toLps(7.5, 2.5, 4.5));
    assertEquals(new Spacing(1, 20, 8), resampled.spacingMm());
  }

  @Test
  void shouldKeepCentresOfCornerVoxels() {
    VolumeGeometry resampled = Resample.geometry(OBLIQUE, new Shape(7, 3, 5), true);
    assertEquals(OBLIQUE.origin(), resampled.origin());
    assertNear(OBLIQUE.toLps(3, 5, 7), resampled.toLps(6, 2, 4));
  }

  @Test
  void shouldRefuseToSpreadOneVoxelBetweenCorners() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Resample.geometry(TestVolumes.unit(1, 2, 2), new Shape(2, 2, 2), true));
  }

  @Test
  void shouldInterpolateFieldOfPlacesWhereGeometrySaysTheyAre() {
    // The value of a voxel is linear in its place, so inside the volume it must stay so.
    try (Volume volume = TestVolumes.counting(OBLIQUE, VoxelType.INT16);
        Volume resampled = Resample.linear(volume, new Shape(7, 9, 5), false, 1)) {
      for (int z = 1; z < 6; z++) {
        for (int y = 1; y < 8; y++) {
          for (int x = 1; x < 4; x++) {
            double[] index = OBLIQUE.toIndex(resampled.geometry().toLps(z, y, x));
            assertEquals(
                100 * index[0] + 10 * index[1] + index[2], resampled.valueAt(z, y, x), 1e-3);
          }
        }
      }
    }
  }

  @Test
  void shouldResampleToSpacing() {
    try (Volume volume = TestVolumes.counting(OBLIQUE, VoxelType.INT16);
        Volume resampled = Resample.linearTo(volume, new Spacing(4, 5, 10), 1)) {
      assertEquals(new Shape(2, 12, 4), resampled.shape());
      assertEquals(new Spacing(4, 5, 10), resampled.geometry().spacingMm());
    }
  }

  @Test
  void shouldTakeNearestVoxelInItsOwnType() {
    try (Volume volume = TestVolumes.of(VoxelType.UINT8, new Shape(1, 1, 3), 10, 20, 30);
        Volume twice = Resample.nearest(volume, new Shape(1, 1, 6), false);
        Volume two = Resample.nearest(volume, new Shape(1, 1, 2), true)) {
      assertEquals(VoxelType.UINT8, twice.type());
      assertEquals(List.of(10.0, 10.0, 20.0, 20.0, 30.0, 30.0), row(twice));
      assertEquals(List.of(10.0, 30.0), row(two));
    }
  }

  @Test
  void shouldFitInsideTargetWithSameProportions() {
    assertEquals(
        new Shape(100, 200, 256), GridSize.fit(new Shape(50, 100, 128), new Shape(128, 256, 256)));
  }

  @Test
  void shouldKeepVoxelsInPlaceWhenCropped() {
    try (Volume volume = TestVolumes.counting(OBLIQUE, VoxelType.INT32);
        Volume crop = Crop.box(volume, new VoxelBox(1, 2, 3, 3, 4, 8))) {
      assertEquals(new Shape(2, 2, 5), crop.shape());
      assertEquals(237, crop.valueAt(1, 1, 4));
      assertNear(OBLIQUE.toLps(2, 3, 7), crop.geometry().toLps(1, 1, 4));
    }
  }

  @Test
  void shouldFillWindowOutsideVolume() {
    try (Volume volume = TestVolumes.of(VoxelType.INT16, new Shape(1, 1, 3), 1, 2, 3);
        Volume low = Crop.window(volume, new VoxelWindow(0, 0, -2, new Shape(1, 1, 4)), -7);
        Volume away = Crop.window(volume, new VoxelWindow(0, 5, 0, new Shape(1, 1, 2)), -7)) {
      assertEquals(List.of(-7.0, -7.0, 1.0, 2.0), row(low));
      assertEquals(new Vector3(-2, 0, 0), low.geometry().origin());
      assertEquals(List.of(-7.0, -7.0), row(away));
    }
  }

  @Test
  void shouldCutCubeOfMillimetresAroundPoint() {
    // 20 mm: 10 voxels of 2 mm, 2 of 10 mm, 4 of 5 mm, around voxel [2,3,4].
    assertEquals(
        new VoxelWindow(-3, 2, 2, new Shape(10, 2, 4)),
        VoxelWindow.cubeMm(OBLIQUE, OBLIQUE.toLps(2.2, 3, 3.9), 20));
  }

  @Test
  void shouldWidenBoxAsFarAsVolumeGoes() {
    assertEquals(
        new VoxelBox(0, 1, 2, 4, 6, 8),
        Crop.withMargin(new VoxelBox(1, 2, 3, 3, 5, 8), new Shape(4, 6, 8), 2, 1, 1));
  }

  @Test
  void shouldFindBoxAroundWhatIsNotZero() {
    try (Volume volume = Volume.allocate(TestVolumes.unit(4, 5, 6), VoxelType.INT16)) {
      assertEquals(Optional.empty(), Crop.nonZero(volume));
      volume.setStored(1, 4, 2, -3);
      volume.setStored(3, 2, 5, 1);
      assertEquals(Optional.of(new VoxelBox(1, 2, 2, 4, 5, 6)), Crop.nonZero(volume));
    }
  }

  @Test
  void shouldGuessSpacingFromTable() {
    SizeTable table =
        new SizeTable(List.of(new SizeTable.Row(300, .5), new SizeTable.Row(60, 1.5)), 5);
    assertEquals(.5, table.spacingMm(301));
    assertEquals(1.5, table.spacingMm(300));
    assertEquals(5, table.spacingMm(60));
  }

  @Test
  void shouldRejectTableWhoseThresholdsRise() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SizeTable(List.of(new SizeTable.Row(60, 1.5), new SizeTable.Row(300, .5)), 5));
  }

  @Test
  void shouldKeepMajorityAndFirstOfEquals() {
    assertEquals(
        List.of("bb", "cc"), Majority.keep(List.of("a", "bb", "cc", "ddd"), String::length));
    assertEquals(List.of("a"), Majority.keep(List.of("a", "bb"), String::length));
  }

  private static List<Double> row(Volume volume) {
    return IntStream.range(0, volume.shape().x()).mapToObj(x -> volume.valueAt(0, 0, x)).toList();
  }

  private static void assertNear(Vector3 expected, Vector3 actual) {
    assertEquals(0, expected.minus(actual).norm(), 1e-9, () -> expected + " and " + actual);
  }
}
