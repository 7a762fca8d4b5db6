package org.seriesflow.imaging.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.seriesflow.imaging.Shape;
import org.seriesflow.imaging.TestVolumes;
import org.seriesflow.imaging.VoxelBox;
import org.seriesflow.imaging.VoxelType;

/** A small spread on a large mean: float32 near 30000 has steps of 1/512 only. */
class LargeOffsetTest {
  private static final double ROUNDING = 1e-6;

  /** 30000 + z + 2y + 4x, of which interpolation must give 30000 + z + 2y + 4x in between. */
  @ParameterizedTest
  @CsvSource({"INT16", "UINT16", "INT32", "FLOAT32", "FLOAT64"})
  void shouldKeepTheDigitsOfASmallSpread(VoxelType type) {
    assertExact(type, IntensityMap.IDENTITY.then(30003.5, 2));
  }

  @ParameterizedTest
  @CsvSource({"INT16", "UINT16", "FLOAT32"})
  void shouldKeepThemWhereValuesAreClippedFirst(VoxelType type) {
    assertExact(type, IntensityMap.clip(-40000, 40000).then(30003.5, 2));
  }

  private static void assertExact(VoxelType type, IntensityMap zScore) {
    var shape = new Shape(2, 2, 2);
    try (var volume =
            TestVolumes.of(type, shape, 30000, 30004, 30002, 30006, 30001, 30005, 30003, 30007);
        var out =
            Trilinear.cropAndResize(
                volume, VoxelBox.full(shape), zScore, new Shape(4, 4, 4), true, 1)) {
      for (int z = 0; z < 4; z++) {
        for (int y = 0; y < 4; y++) {
          for (int x = 0; x < 4; x++) {
            double expected = ((z + 2 * y + 4 * x) / 3.0 - 3.5) / 2;
            assertEquals(expected, out.get(0, 0, z, y, x), ROUNDING);
          }
        }
      }
    }
  }
}
