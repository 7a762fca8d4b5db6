package org.seriesflow.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void shouldKeepLastAxisFastest() {
    try (Tensor tensor = Tensor.allocate(2, 3)) {
      tensor.set(7, 1, 2);
      assertArrayEquals(new float[] {0, 0, 0, 0, 0, 7}, tensor.toArray());
      assertEquals(7, tensor.buffer().get(5));
    }
  }

  @Test
  void shouldRejectIndexOutsideShape() {
    try (Tensor tensor = Tensor.allocate(2, 3)) {
      assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(0, 3));
      assertThrows(IllegalArgumentException.class, () -> tensor.get(0));
    }
  }

  @Test
  void shouldRejectValuesThatDoNotFillShape() {
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[5], 2, 3));
  }
}
