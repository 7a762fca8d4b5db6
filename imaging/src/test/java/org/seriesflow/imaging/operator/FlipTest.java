package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Tensor;

class FlipTest {
  @Test
  void shouldMirrorLeftAndRightAlongLastAxis() {
    try (Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor mirrored = Flips.flip(tensor, -1)) {
      assertArrayEquals(new float[] {3, 2, 1, 6, 5, 4}, mirrored.toArray());
    }
  }

  @Test
  void shouldMirrorSeveralAxesAtOnce() {
    try (Tensor tensor = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 1, 1, 2, 2, 2);
        Tensor z = Flips.flip(tensor, -3);
        Tensor zx = Flips.flip(tensor, -3, -1);
        Tensor zyx = Flips.flip(tensor, -3, -2, -1)) {
      assertArrayEquals(new float[] {4, 5, 6, 7, 0, 1, 2, 3}, z.toArray());
      assertArrayEquals(new float[] {5, 4, 7, 6, 1, 0, 3, 2}, zx.toArray());
      assertArrayEquals(new float[] {7, 6, 5, 4, 3, 2, 1, 0}, zyx.toArray());
    }
  }

  @Test
  void shouldTransposeAsNumpyDoes() {
    try (Tensor tensor = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 1, 2, 3);
        Tensor turned = Flips.transpose(tensor, 2, 0, 1)) {
      assertArrayEquals(new int[] {3, 1, 2}, turned.shape());
      assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, turned.toArray());
    }
  }

  @Test
  void shouldTurnAsNumpyRot90() {
    try (Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor once = Flips.rot90(tensor, 1);
        Tensor twice = Flips.rot90(tensor, 2);
        Tensor back = Flips.rot90(once, -1)) {
      assertArrayEquals(new float[] {2, 4, 1, 3}, once.toArray());
      assertArrayEquals(new float[] {4, 3, 2, 1}, twice.toArray());
      assertArrayEquals(tensor.toArray(), back.toArray());
    }
  }

  @Test
  void shouldRejectAxisNamedTwice() {
    try (Tensor tensor = Tensor.allocate(2, 2)) {
      assertThrows(IllegalArgumentException.class, () -> Flips.flip(tensor, 1, -1));
    }
  }
}
