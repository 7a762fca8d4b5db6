package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VolumeGeometryTest {
  private static final Shape SHAPE = new Shape(4, 3, 2);

  /** Rows turned by the 3-4-5 triangle in the x–y plane: every number below is exact by hand. */
  private static final VolumeGeometry OBLIQUE =
      new VolumeGeometry(
          SHAPE,
          new Vector3(10, 20, 30),
          new Vector3(3, 4, 0),
          new Vector3(-8, 6, 0),
          new Vector3(0, 0, 2));

  @Test
  void shouldTellSpacingFromStepLengths() {
    assertEquals(new Spacing(2, 10, 5), OBLIQUE.spacingMm());
  }

  @Test
  void shouldPlaceVoxelCentreOfObliqueVolume() {
    assertEquals(new Vector3(10 + 3 - 16, 20 + 4 + 12, 30 + 6), OBLIQUE.toLps(3, 2, 1));
  }

  @Test
  void shouldGiveRowMajorAffineForXyzIndices() {
    assertArrayEquals(
        new double[] {3, -8, 0, 10, 4, 6, 0, 20, 0, 0, 2, 30, 0, 0, 0, 1}, OBLIQUE.indexToLps());
  }

  @Test
  void shouldReadBackItsOwnAffine() {
    assertEquals(OBLIQUE, VolumeGeometry.fromIndexToLps(SHAPE, OBLIQUE.indexToLps()));
  }

  @Test
  void shouldMoveOriginToFirstVoxelOfCrop() {
    VolumeGeometry crop = OBLIQUE.crop(new VoxelBox(1, 2, 1, 3, 3, 2));
    assertEquals(OBLIQUE.toLps(1, 2, 1), crop.origin());
    assertEquals(new Shape(2, 1, 1), crop.shape());
    assertEquals(OBLIQUE.toLps(2, 2, 1), crop.toLps(1, 0, 0));
  }

  @Test
  void shouldPlaceBoxFromOuterEdgeToOuterEdge() {
    BoxInSpace box = OBLIQUE.boxInLps(new VoxelBox(0, 0, 0, 1, 1, 1));
    // Half a step back on each axis: (10,20,30) - (1.5,2,0) - (-4,3,0) - (0,0,1).
    assertEquals(new Vector3(12.5, 15, 29), box.corner());
    assertEquals(new Vector3(3, 4, 0), box.edgeX());
    assertEquals(new Vector3(-8, 6, 0), box.edgeY());
    assertEquals(new Vector3(0, 0, 2), box.edgeZ());
    assertEquals(new Vector3(4.5, 15, 29), box.minMm());
    assertEquals(new Vector3(15.5, 25, 31), box.maxMm());
  }

  @Test
  void shouldEncloseMirroredBoxBySmallestAndLargestCoordinates() {
    VolumeGeometry mirrored =
        new VolumeGeometry(
            SHAPE,
            new Vector3(0, 0, 0),
            new Vector3(-1, 0, 0),
            new Vector3(0, 1, 0),
            new Vector3(0, 0, 1));
    BoxInSpace box = mirrored.boxInLps(VoxelBox.full(SHAPE));
    assertEquals(new Vector3(-1.5, -.5, -.5), box.minMm());
    assertEquals(new Vector3(.5, 2.5, 3.5), box.maxMm());
  }

  @Test
  void shouldInvertIndexToLpsForRandomObliqueGeometries() {
    Random random = new Random(20250211);
    for (int i = 0; i < 200; i++) {
      VolumeGeometry geometry = randomGeometry(random);
      double z = random.nextDouble(-5, 5);
      double y = random.nextDouble(-5, 5);
      double x = random.nextDouble(-5, 5);
      assertArrayEquals(
          new double[] {z, y, x},
          geometry.toIndex(geometry.toLps(z, y, x)),
          1e-6,
          () -> "" + geometry);
    }
  }

  @Test
  void shouldRejectStepsThatLieInOnePlane() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new VolumeGeometry(
                SHAPE,
                Vector3.ZERO,
                new Vector3(1, 0, 0),
                new Vector3(0, 1, 0),
                new Vector3(1, 1, 0)));
  }

  @Test
  void shouldRejectCropOutsideVolume() {
    assertThrows(
        IllegalArgumentException.class, () -> OBLIQUE.crop(new VoxelBox(0, 0, 0, 5, 1, 1)));
  }

  /** Steps that are well away from lying in one plane. */
  static VolumeGeometry randomGeometry(Random random) {
    while (true) {
      Vector3 x = random(random);
      Vector3 y = random(random);
      Vector3 z = random(random);
      double volume = Math.abs(x.cross(y).dot(z));
      if (volume > .05 * x.norm() * y.norm() * z.norm()) {
        return new VolumeGeometry(SHAPE, random(random).times(100), x, y, z);
      }
    }
  }

  private static Vector3 random(Random random) {
    return new Vector3(
        random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1));
  }
}
