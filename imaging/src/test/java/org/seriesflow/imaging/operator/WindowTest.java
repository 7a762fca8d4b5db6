package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.seriesflow.imaging.Tensor;

class WindowTest {
  @Test
  void shouldSpreadWindowsEvenlyFromFirstToLastSample() {
    // 400 samples by windows of 256, half a window apart at most: ceil(144 / 128) + 1 = 3.
    assertArrayEquals(new int[] {0, 72, 144}, SlidingWindows.starts(400, 256, .5));
    assertArrayEquals(new int[] {0}, SlidingWindows.starts(256, 256, .5));
    // Two gaps of 2.5: the middle start is rounded half to even.
    assertArrayEquals(new int[] {0, 2, 5}, SlidingWindows.starts(11, 6, .5));
  }

  @Test
  void shouldMoveAWindowOfOneSampleByOneSample() {
    assertArrayEquals(new int[] {0, 1, 2, 3}, SlidingWindows.starts(4, 1, .5));
  }

  @Test
  void shouldRejectWindowLargerThanArray() {
    assertThrows(IllegalArgumentException.class, () -> SlidingWindows.starts(5, 6, .5));
  }

  @Test
  void shouldCombineStartsWithFirstAxisSlowest() {
    List<int[]> grid = SlidingWindows.grid(new int[] {6, 4}, new int[] {4, 4}, .5);
    assertEquals(2, grid.size());
    assertArrayEquals(new int[] {0, 0}, grid.get(0));
    assertArrayEquals(new int[] {2, 0}, grid.get(1));
  }

  @Test
  void shouldCoverBothEndsOfShiftedGrid() {
    assertArrayEquals(new int[] {0, 1, 3, 4}, SlidingWindows.shifted(8, 4, .5, 1));
    assertArrayEquals(new int[] {0, 1, 3, 4}, SlidingWindows.shifted(8, 4, .5, -1));
  }

  @Test
  void shouldPadCentredWithOddRemainderAtHighEnd() {
    try (Tensor image = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)) {
      Padding padding = Padding.centred(new int[] {2, 2}, new int[] {2, 5});
      try (Tensor padded = padding.apply(image, 0);
          Tensor back = padding.undo(padded)) {
        assertArrayEquals(
            new float[] {
              0, 1, 2, 0, 0,
              0, 3, 4, 0, 0
            },
            padded.toArray());
        assertArrayEquals(image.toArray(), back.toArray());
      }
    }
  }

  @Test
  void shouldNotPadWhatIsLargeEnough() {
    try (Tensor image = Tensor.of(new float[] {1, 2, 3}, 1, 1, 3);
        Tensor padded = Padding.centred(new int[] {1, 3}, new int[] {1, 2}).apply(image, -1)) {
      assertArrayEquals(new int[] {1, 1, 3}, padded.shape());
      assertArrayEquals(image.toArray(), padded.toArray());
    }
  }

  @Test
  void shouldWeighCentreTenAndFallOffAsGaussian() {
    try (Tensor weights = WindowWeights.gaussian(new int[] {16, 16}, .125, 4, 10)) {
      assertEquals(10, weights.get(8, 8));
      // Sigma is 2: one step away exp(-1/8), at the low edge, eight steps away, exp(-8).
      assertEquals(10 * Math.exp(-.125), weights.get(8, 9), 1e-5);
      assertEquals(10 * Math.exp(-.25), weights.get(7, 7), 1e-5);
      assertEquals(10 * Math.exp(-8), weights.get(0, 8), 1e-7);
    }
  }

  @Test
  void shouldGiveSmallestWeightWhereGaussianIsCutOff() {
    try (Tensor weights = WindowWeights.gaussian(new int[] {16}, .125, 1, 10)) {
      assertEquals(10 * Math.exp(-.5), weights.get(10), 1e-5);
      assertEquals(weights.get(10), weights.get(11));
      assertEquals(weights.get(10), weights.get(0));
    }
  }

  @Test
  void shouldBlendOverlapByWeight() {
    try (Tensor weights = Tensor.of(new float[] {3, 1}, 2);
        Tensor outputs = Tensor.of(new float[] {8, 4, 16, 12}, 2, 1, 2);
        WindowBlend blend = new WindowBlend(1, new int[] {3}, weights)) {
      blend.add(outputs, 0, new int[] {0});
      blend.add(outputs, 1, new int[] {1});
      try (Tensor blended = blend.result()) {
        // The middle one: (4·1 + 16·3) / 4.
        assertArrayEquals(new float[] {8, 13, 12}, blended.toArray());
      }
    }
  }

  @Test
  void shouldBlendChannelsApart() {
    try (Tensor weights = WindowWeights.uniform(1, 2);
        Tensor outputs = Tensor.of(new float[] {1, 2, 30, 40, 5, 6, 70, 80}, 2, 2, 1, 2);
        WindowBlend blend = new WindowBlend(2, new int[] {1, 3}, weights)) {
      blend.add(outputs, 0, new int[] {0, 0});
      blend.add(outputs, 1, new int[] {0, 1});
      try (Tensor blended = blend.result()) {
        assertArrayEquals(new int[] {2, 1, 3}, blended.shape());
        assertArrayEquals(new float[] {1, 3.5f, 6, 30, 55, 80}, blended.toArray());
      }
    }
  }

  @Test
  void shouldKeepLastWindowWhereAskedToOverwrite() {
    try (Tensor weights = WindowWeights.uniform(2);
        Tensor outputs = Tensor.of(new float[] {1, 2, 3, 4}, 2, 1, 2);
        WindowBlend blend =
            new WindowBlend(1, new int[] {3}, weights, WindowBlend.Overlap.OVERWRITE, new int[1])) {
      blend.add(outputs, 0, new int[] {0});
      blend.add(outputs, 1, new int[] {1});
      try (Tensor blended = blend.result()) {
        assertArrayEquals(new float[] {1, 3, 4}, blended.toArray());
      }
    }
  }

  @Test
  void shouldDiscardEdgesOfWindowsExceptAtEdgesOfArray() {
    try (Tensor weights = WindowWeights.uniform(4);
        Tensor outputs = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 1, 4);
        WindowBlend blend =
            new WindowBlend(1, new int[] {6}, weights, WindowBlend.Overlap.MEAN, new int[] {1})) {
      blend.add(outputs, 0, new int[] {0});
      blend.add(outputs, 1, new int[] {2});
      try (Tensor blended = blend.result()) {
        assertArrayEquals(new float[] {1, 2, 3, 6, 7, 8}, blended.toArray());
      }
    }
  }

  @Test
  void shouldRefuseResultWithUncoveredSample() {
    try (Tensor weights = WindowWeights.uniform(2);
        Tensor outputs = Tensor.of(new float[] {1, 2}, 1, 1, 2);
        WindowBlend blend = new WindowBlend(1, new int[] {3}, weights)) {
      blend.add(outputs, 0, new int[] {0});
      assertThrows(IllegalStateException.class, blend::result);
    }
  }
}
