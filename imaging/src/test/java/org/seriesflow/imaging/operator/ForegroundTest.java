package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Tensor;

final class ForegroundTest {
  /** A ring around a hole, and a zero that a gap joins to the border. */
  private static final float[] RING = {
    0, 0, 0, 0, 0, //
    0, 3, 5, 3, 0, //
    0, 5, 0, 5, 0, //
    0, 3, 5, 3, 0, //
    0, 0, 0, 0, 0
  };

  @Test
  void shouldFillHolesThatNoPathOfZerosJoinsToTheBorder() {
    try (Tensor image = Tensor.of(RING, 5, 5)) {
      Foreground foreground = Foreground.of(image);
      assertTrue(foreground.contains(12));
      assertFalse(foreground.contains(0));
      assertEquals(9, foreground.size());
    }
  }

  @Test
  void shouldLeaveAHoleOpenThatLeadsOutOverAFace() {
    float[] open = RING.clone();
    open[7] = 0;
    try (Tensor image = Tensor.of(open, 5, 5)) {
      assertEquals(7, Foreground.of(image).size());
    }
  }

  @Test
  void shouldNotLeaveOverACorner() {
    float[] corner = RING.clone();
    corner[6] = 0;
    try (Tensor image = Tensor.of(corner, 5, 5)) {
      // The corner of the ring is background now, the hole is still a hole.
      assertEquals(8, Foreground.of(image).size());
    }
  }

  @Test
  void shouldFillAHoleOfAVolumeOnlyWhereAllSixFacesAreClosed() {
    float[] cube = new float[27];
    java.util.Arrays.fill(cube, 2);
    cube[13] = 0;
    try (Tensor closed = Tensor.of(cube, 3, 3, 3)) {
      assertEquals(27, Foreground.of(closed).size());
    }
    cube[4] = 0;
    try (Tensor open = Tensor.of(cube, 3, 3, 3)) {
      assertEquals(25, Foreground.of(open).size());
    }
  }

  @Test
  void shouldNormaliseTheForegroundByItsOwnStatisticsAndLeaveTheRest() {
    // The foreground holds 1, 0 and 5: mean 2, squares 1 + 4 + 9.
    try (Tensor image = Tensor.of(new float[] {0, 1, 0, 5, 0}, 5)) {
      // One line: the zero between 1 and 5 is enclosed.
      Foreground.of(image).zScore(image, 0, 1e-8);
      float deviation = (float) Math.sqrt(14 / 3.0);
      assertArrayEquals(
          new float[] {0, -1 / deviation, -2 / deviation, 3 / deviation, 0},
          image.toArray(),
          1e-6f);
    }
  }

  @Test
  void shouldTurnAFlatForegroundIntoZeros() {
    try (Tensor image = Tensor.of(new float[] {0, 7, 7, 0}, 4)) {
      Foreground.of(image).zScore(image, 0, 1e-8);
      assertArrayEquals(new float[4], image.toArray());
    }
  }

  @Test
  void shouldLeaveAnImageOfZerosAsItIs() {
    try (Tensor image = Tensor.allocate(2, 3)) {
      Foreground foreground = Foreground.of(image);
      foreground.zScore(image, 0, 1e-8);
      assertEquals(0, foreground.size());
      assertArrayEquals(new float[6], image.toArray());
    }
  }

  @Test
  void shouldRefuseAnImageOfAnotherShape() {
    try (Tensor image = Tensor.allocate(2, 3);
        Tensor other = Tensor.allocate(3, 2)) {
      Foreground foreground = Foreground.of(image);
      assertThrows(IllegalArgumentException.class, () -> foreground.zScore(other, 0, 1));
    }
  }
}
