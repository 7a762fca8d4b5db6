package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReorientationTest {
  private static final Shape SHAPE = new Shape(4, 3, 2);
  private static final List<VoxelType> TYPES =
      List.of(VoxelType.INT16, VoxelType.UINT32, VoxelType.FLOAT32, VoxelType.FLOAT64);

  @Test
  void shouldLeaveLpsVolumeAsItIs() {
    VolumeGeometry lps = TestVolumes.unit(4, 3, 2);
    assertTrue(Reorientation.of(lps).isIdentity());
    assertEquals(lps, Reorientation.of(lps).apply(lps));
  }

  @Test
  void shouldMirrorVolumeWhoseXRunsToTheRight() {
    VolumeGeometry right =
        new VolumeGeometry(
            SHAPE,
            new Vector3(50, 0, 0),
            new Vector3(-2, 0, 0),
            new Vector3(0, 1, 0),
            new Vector3(0, 0, 1));
    try (Volume volume = TestVolumes.counting(right, VoxelType.INT16);
        Volume lps = Reorientation.toLps(volume)) {
      // The patient's left, at x = 50, was the first column and is now the last one.
      assertEquals(0, volume.valueAt(0, 0, 0));
      assertEquals(0, lps.valueAt(0, 0, 1));
      assertEquals(1, lps.valueAt(0, 0, 0));
      assertEquals(new Vector3(48, 0, 0), lps.geometry().origin());
      assertEquals(new Vector3(2, 0, 0), lps.geometry().stepX());
    }
  }

  @Test
  void shouldTurnSagittalSlicesIntoLps() {
    // Slices from right to left, rows downwards, columns from front to back.
    VolumeGeometry sagittal =
        new VolumeGeometry(
            SHAPE,
            new Vector3(-30, -20, 60),
            new Vector3(0, 1, 0),
            new Vector3(0, 0, -2),
            new Vector3(3, 0, 0));
    try (Volume volume = TestVolumes.counting(sagittal, VoxelType.UINT16);
        Volume lps = Reorientation.toLps(volume)) {
      assertEquals(new Shape(3, 2, 4), lps.shape());
      assertEquals(new Vector3(-30, -20, 56), lps.geometry().origin());
      assertEquals(new Spacing(2, 1, 3), lps.geometry().spacingMm());
      // Target [z,y,x] is source slice x, row 2 - z, column y.
      assertEquals(100 * 3 + 10 * 0 + 1, lps.valueAt(2, 1, 3));
      assertEquals(100 * 1 + 10 * 2 + 0, lps.valueAt(0, 0, 1));
    }
  }

  @Test
  void shouldKeepEachVoxelInItsPlaceForRandomObliqueVolumes() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      VolumeGeometry geometry = VolumeGeometryTest.randomGeometry(random);
      VoxelType type = TYPES.get(i % TYPES.size());
      try (Volume volume = TestVolumes.counting(geometry, type);
          Volume lps = Reorientation.toLps(volume)) {
        Shape shape = lps.shape();
        for (int z = 0; z < shape.z(); z++) {
          for (int y = 0; y < shape.y(); y++) {
            for (int x = 0; x < shape.x(); x++) {
              double[] index = geometry.toIndex(lps.geometry().toLps(z, y, x));
              assertEquals(100 * index[0] + 10 * index[1] + index[2], lps.valueAt(z, y, x), 1e-6);
            }
          }
        }
      }
    }
  }

  @Test
  void shouldPreserveVoxelsLargerThanOneTile() {
    VolumeGeometry turned =
        new VolumeGeometry(
            new Shape(130, 70, 3),
            Vector3.ZERO,
            new Vector3(0, 0, 1),
            new Vector3(0, -1, 0),
            new Vector3(1, 0, 0));
    try (Volume volume = Volume.allocate(turned, VoxelType.UINT8)) {
      volume.setStored(129, 69, 2, 1);
      volume.setStored(65, 0, 1, 2);
      try (Volume lps = Reorientation.toLps(volume)) {
        assertEquals(new Shape(3, 70, 130), lps.shape());
        assertEquals(1, lps.valueAt(2, 0, 129));
        assertEquals(2, lps.valueAt(1, 69, 65));
      }
    }
  }

  @Test
  void shouldLetFirstArrayAxisChooseWhenAllAreTied() {
    // x and y lie at 45° in the axial plane: nibabel 5.4 io_orientation of the RAS affine
    // [[1,-1,0],[1,1,0],[0,0,1]] gives z first, then x takes the first patient axis.
    double h = Math.sqrt(.5);
    Reorientation reorientation =
        Reorientation.of(
            new VolumeGeometry(
                SHAPE,
                Vector3.ZERO,
                new Vector3(h, h, 0),
                new Vector3(-h, h, 0),
                new Vector3(0, 0, 1)));
    assertTrue(reorientation.isIdentity());
  }

  @Test
  void shouldLetStrongerAxisChooseFirst() {
    // Both x and y are nearest to patient x; y more so, and x gets what is left.
    Reorientation reorientation =
        Reorientation.of(
            new VolumeGeometry(
                SHAPE,
                Vector3.ZERO,
                new Vector3(.62, .60, .5),
                new Vector3(-.78, .45, .43),
                new Vector3(0, -.65, .76)));
    assertEquals(1, reorientation.sourceAxis(2));
    assertTrue(reorientation.isFlipped(2));
    assertEquals(2, reorientation.sourceAxis(1));
    assertEquals(0, reorientation.sourceAxis(0));
  }

  @Test
  void shouldTurnXAndYRoundForRas() {
    Reorientation ras = Reorientation.of(TestVolumes.unit(4, 3, 2), AxisCodes.RAS);
    VolumeGeometry geometry = ras.apply(TestVolumes.unit(4, 3, 2));
    assertEquals(new Vector3(1, 2, 0), geometry.origin());
    assertEquals(new Vector3(-1, 0, 0), geometry.stepX());
    assertEquals(new Vector3(0, -1, 0), geometry.stepY());
    assertEquals(new Vector3(0, 0, 1), geometry.stepZ());
  }

  @Test
  void shouldApplySignedPermutationThatIsGiven() {
    // numpy: transpose(1, 2, 0), then flip axis 0.
    Reorientation given =
        Reorientation.signed(new int[] {1, 2, 0}, new boolean[] {true, false, false});
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(4, 3, 2), VoxelType.UINT16);
        Volume turned = given.apply(volume)) {
      assertEquals(new Shape(3, 2, 4), turned.shape());
      assertEquals(100 * 3 + 10 * 2 + 1, turned.valueAt(0, 1, 3));
      assertEquals(volume.geometry().toLps(3, 2, 1), turned.geometry().toLps(0, 1, 3));
    }
  }

  @Test
  void shouldPutEachPatientAxisWhereTheCodesWantIt() {
    // x to Posterior, y to Superior, z to Left: the axes of LPS in another order.
    Reorientation turn = Reorientation.of(TestVolumes.unit(4, 3, 2), new AxisCodes("PSL"));
    try (Volume volume = TestVolumes.counting(TestVolumes.unit(4, 3, 2), VoxelType.UINT16);
        Volume turned = turn.apply(volume)) {
      assertEquals(new Shape(2, 4, 3), turned.shape());
      assertEquals(100 * 3 + 10 * 2 + 1, turned.valueAt(1, 3, 2));
      assertEquals(volume.geometry().toLps(3, 2, 1), turned.geometry().toLps(1, 3, 2));
    }
  }

  @Test
  void shouldComeBackFromEveryOrder() {
    for (String letters : new String[] {"RAS", "LAS", "PSL", "AIR", "SLA", "IRP"}) {
      AxisCodes codes = new AxisCodes(letters);
      try (Volume volume = TestVolumes.counting(TestVolumes.unit(4, 3, 2), VoxelType.UINT16);
          Volume there = Reorientation.of(volume.geometry(), codes).apply(volume);
          Volume back = Reorientation.between(codes, AxisCodes.LPS).apply(there)) {
        assertEquals(volume.geometry(), back.geometry());
        assertEquals(321, back.valueAt(3, 2, 1));
        assertEquals(120, back.valueAt(1, 2, 0));
      }
    }
  }

  @Test
  void shouldRefuseCodesThatNameAPatientAxisTwice() {
    for (String letters : new String[] {"LRS", "LP", "LPSS", "lps", "XYZ"}) {
      assertThrows(IllegalArgumentException.class, () -> new AxisCodes(letters), letters);
    }
  }
}
