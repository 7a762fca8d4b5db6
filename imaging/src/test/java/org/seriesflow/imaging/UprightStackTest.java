package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Slices of 2 rows and 3 columns, rows 2 mm apart, columns 1 mm, along the patient's axes. */
class UprightStackTest {
  private static final Vector3 STEP_X = new Vector3(1, 0, 0);
  private static final Vector3 STEP_Y = new Vector3(0, 2, 0);
  private static final double NONE = Double.NaN;

  private static Vector3 at(double x, double y, double z) {
    return new Vector3(x, y, z);
  }

  private static UprightStack sheared(Vector3... positions) {
    return UprightStack.sheared(
        new Shape(positions.length, 2, 3), STEP_X, STEP_Y, List.of(positions), OptionalInt.empty());
  }

  private static double[] sample(UprightStack stack, int z, double[] below, double[] above) {
    var shape = stack.geometry().shape();
    var target = new double[shape.y() * shape.x()];
    stack.sample(z, below, above, target);
    return target;
  }

  @Test
  void shouldEnlargeTheFieldTowardsBothSidesByWholePixels() {
    // Half a row forwards and a column and a half back: the field grows by one row and two columns.
    var stack = sheared(at(0, 0, 0), at(-0.75, 0.5, 3), at(-1.5, 1, 6));
    assertEquals(new Shape(3, 3, 5), stack.geometry().shape());
    assertEquals(at(-2, 0, 0), stack.geometry().origin());
    assertEquals(at(0, 0, 3), stack.geometry().stepZ());
  }

  @Test
  void shouldPutEachVoxelWhereItsSliceLies() {
    var stack = sheared(at(0, 0, 0), at(1, 0, 3));
    var slice = new double[] {1, 2, 3, 4, 5, 6};
    assertArrayEquals(new double[] {1, 2, 3, NONE, 4, 5, 6, NONE}, sample(stack, 0, slice, slice));
    assertArrayEquals(new double[] {NONE, 1, 2, 3, NONE, 4, 5, 6}, sample(stack, 1, slice, slice));
  }

  @Test
  void shouldInterpolateWithinASliceThatLiesBetweenPixels() {
    var stack = sheared(at(0, 0, 0), at(0.25, 0, 3));
    var slice = new double[] {0, 4, 8, 0, 4, 8};
    // Column 1 of the grid lies at column 0.75 of the slice, column 3 at 2.75: beyond its edge.
    assertArrayEquals(
        new double[] {0, 3, 7, NONE, 0, 3, 7, NONE}, sample(stack, 1, slice, slice), 1e-12);
  }

  @Test
  void shouldTakeTheNearestWhereOneOfTheNeighboursIsNoValue() {
    var stack = sheared(at(0, 0, 0), at(0.25, 0, 3));
    var slice = new double[] {NONE, 4, 8, 0, NONE, 8};
    assertArrayEquals(
        new double[] {NONE, 4, 7, NONE, 0, NONE, 8, NONE}, sample(stack, 1, slice, slice), 1e-12);
  }

  @Test
  void shouldInterpolateBetweenUnevenSlicesByDistance() {
    var positions = List.of(at(0, 0, 0), at(0, 0, 1), at(0, 0, 3), at(0, 0, 4));
    var stack = UprightStack.straight(new Shape(4, 2, 3), STEP_X, STEP_Y, positions, 5);
    assertEquals(at(0, 0, 1), stack.geometry().stepZ());
    assertEquals(new UprightStack.Sources(1, 1, 0), stack.sources(1));
    assertEquals(new UprightStack.Sources(1, 2, 0.5), stack.sources(2));
    var low = new double[] {0, 0, 0, 0, 0, 0};
    var high = new double[] {2, 4, 6, 8, 10, NONE};
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, NONE}, sample(stack, 2, low, high), 1e-12);
  }

  @Test
  void shouldRefuseSlicesThatAreNotInOrder() {
    assertThrows(
        IllegalArgumentException.class, () -> sheared(at(0, 0, 0), at(0, 0, 3), at(0, 0, 2)));
  }
}
