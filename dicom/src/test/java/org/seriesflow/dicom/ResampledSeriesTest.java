package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.seriesflow.imaging.Vector3;
import org.seriesflow.imaging.Volume;

/** Stacks that are made regular by interpolation, measured at points of the patient. */
class ResampledSeriesTest {
  private static final double HALF_A_VOXEL = 0.5;
  private static final Vector3 LEFT = new Vector3(1, 0, 0);
  private static final Vector3 BACK = new Vector3(0, 1, 0);
  private static final Vector3 UP = new Vector3(0, 0, 1);

  @TempDir Path folder;

  private record Plane(String name, Vector3 row, Vector3 column) {
    static final Plane AXIAL = new Plane("axial", LEFT, BACK);

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Plane> planes() {
    var row = new Vector3(0.98, 0.1, -0.17).normalised();
    return List.of(
        Plane.AXIAL,
        new Plane("axial, rows to the right, slices downwards", LEFT.times(-1), BACK),
        new Plane("sagittal", BACK, UP.times(-1)),
        new Plane("coronal", LEFT, UP.times(-1)),
        new Plane("oblique", row, UP.cross(row).normalised()));
  }

  private LandmarkSeries series(Plane plane) {
    return new LandmarkSeries(folder, plane.row, plane.column);
  }

  /** Centres along the normal, at those distances from the middle, leaning by an angle. */
  private static List<Vector3> centres(
      LandmarkSeries series, Vector3 across, double degrees, int slices, IntToDoubleFunction mm) {
    var lean = series.normal().plus(across.times(Math.tan(Math.toRadians(degrees))));
    return IntStream.range(0, slices).mapToObj(i -> lean.times(mm.applyAsDouble(i))).toList();
  }

  private static Normalised normalised(LandmarkSeries series, List<Vector3> centres)
      throws Exception {
    return assertInstanceOf(
        Normalised.class, series.normalise(centres, NormalisationSettings.DEFAULTS));
  }

  private static void assertLandmarksInPlace(Volume volume) {
    assertArrayEquals(
        volume.geometry().toIndex(LandmarkSeries.LEFT),
        LandmarkSeries.brightest(volume),
        HALF_A_VOXEL,
        "the brighter ball, on the left");
    assertArrayEquals(
        volume.geometry().toIndex(LandmarkSeries.RIGHT),
        LandmarkSeries.secondBrightest(volume),
        HALF_A_VOXEL,
        "the fainter ball, on the right");
  }

  private static List<String> codes(Normalised normalised) {
    return normalised.repairs().stream().map(Repair::code).toList();
  }

  @ParameterizedTest
  @MethodSource("planes")
  void shouldSetATiltedStackUprightWithLandmarksInPlace(Plane plane) throws Exception {
    var series = series(plane);
    var result = normalised(series, centres(series, plane.column, 18.5, 40, i -> (i - 20) * 1.5));
    try (var volume = result.volume()) {
      assertEquals(List.of("TILT_RESAMPLED"), codes(result));
      assertLandmarksInPlace(volume);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-25, -5, 5, 25})
  void shouldSetUprightWhicheverWayItLeans(double degrees) throws Exception {
    var series = series(Plane.AXIAL);
    var both = Plane.AXIAL.column.plus(Plane.AXIAL.row.times(0.4));
    try (var volume =
        normalised(series, centres(series, both, degrees, 40, i -> (i - 20) * 1.5)).volume()) {
      assertLandmarksInPlace(volume);
    }
  }

  @Test
  void shouldStandPerpendicularAndTakeEverySliceOnceUpright() throws Exception {
    var series = series(Plane.AXIAL);
    var centres = centres(series, Plane.AXIAL.column, 20, 31, i -> (i - 15) * 2);
    try (var volume = normalised(series, centres).volume()) {
      var geometry = volume.geometry();
      assertEquals(0, geometry.stepZ().dot(geometry.stepX()), 1e-9);
      assertEquals(0, geometry.stepZ().dot(geometry.stepY()), 1e-9);
      assertEquals(2, geometry.stepZ().norm(), 1e-9);
      // 60 mm · tan 20° are 27.3 rows of 0.8 mm.
      assertEquals(96 + 28, volume.shape().y());
      assertEquals(96, volume.shape().x());
    }
  }

  @Test
  void shouldFillTheEnlargedFieldWithTheLeastValue() throws Exception {
    var series = series(Plane.AXIAL);
    var centres = centres(series, Plane.AXIAL.column, 20, 31, i -> (i - 15) * 2);
    try (var volume = normalised(series, centres).volume()) {
      assertEquals(LandmarkSeries.BACKGROUND, volume.valueAt(0, volume.shape().y() - 1, 0));
    }
  }

  @Test
  void shouldFillTheEnlargedFieldWithThePaddingValue() throws Exception {
    var series =
        series(Plane.AXIAL).changed((i, d) -> d.setInt(Tag.PixelPaddingValue, VR.SS, -2000));
    var centres = centres(series, Plane.AXIAL.column, 20, 31, i -> (i - 15) * 2);
    try (var volume = normalised(series, centres).volume()) {
      assertEquals(-2000, volume.valueAt(0, volume.shape().y() - 1, 0));
    }
  }

  @Test
  void shouldIgnoreWhatTheTiltAttributeSays() throws Exception {
    var series =
        series(Plane.AXIAL).changed((i, d) -> d.setString(Tag.GantryDetectorTilt, VR.DS, "20"));
    var result = normalised(series, centres(series, Plane.AXIAL.column, 0, 20, i -> i - 10));
    try (var volume = result.volume()) {
      assertEquals(List.of(), codes(result));
      assertEquals(96, volume.shape().y());
    }
  }

  @Test
  void shouldRefuseAStackThatLeansBeyondAnyGantry() throws Exception {
    var series = series(Plane.AXIAL);
    var refusal =
        assertInstanceOf(
            NotAVolume.class,
            series.normalise(
                centres(series, Plane.AXIAL.column, 50, 20, i -> i - 10),
                NormalisationSettings.DEFAULTS));
    assertEquals("GANTRY_TILT", refusal.reasonCode());
    assertTrue(refusal.reason().contains("50.0°"), refusal.reason());
  }

  /** Steps of 1 mm below the middle, of 1.7 mm above it. */
  private static double uneven(int index) {
    return index < 30 ? index - 30 : (index - 30) * 1.7;
  }

  @ParameterizedTest
  @MethodSource("planes")
  void shouldSpaceUnevenSlicesEvenlyWithLandmarksInPlace(Plane plane) throws Exception {
    var series = series(plane);
    var result =
        normalised(series, centres(series, plane.column, 0, 46, ResampledSeriesTest::uneven));
    try (var volume = result.volume()) {
      assertEquals(List.of("UNEVEN_SPACING_RESAMPLED"), codes(result));
      assertLandmarksInPlace(volume);
    }
  }

  @Test
  void shouldSetUprightAndSpaceEvenlyAtOnce() throws Exception {
    var series = series(Plane.AXIAL);
    var result =
        normalised(
            series, centres(series, Plane.AXIAL.column, 15, 46, ResampledSeriesTest::uneven));
    try (var volume = result.volume()) {
      assertEquals(List.of("TILT_RESAMPLED", "UNEVEN_SPACING_RESAMPLED"), codes(result));
      assertLandmarksInPlace(volume);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, false", "1.6, true"})
  void shouldInterpolateAcrossNoGapWiderThanTheBound(double greatestGapMm, boolean refused)
      throws Exception {
    var series = series(Plane.AXIAL);
    var centres = centres(series, Plane.AXIAL.column, 0, 46, ResampledSeriesTest::uneven);
    var result = series.normalise(centres, new NormalisationSettings(greatestGapMm));
    if (refused) {
      var refusal = assertInstanceOf(NotAVolume.class, result);
      assertEquals("UNEVEN_SPACING", refusal.reasonCode());
      assertTrue(refusal.reason().contains("1.700 mm, is wider"), refusal.reason());
    } else {
      assertInstanceOf(Normalised.class, result).volume().close();
    }
  }

  @Test
  void shouldKeepPaddingOutOfTheInterpolation() throws Exception {
    // Half of each slice is padding; between it and the image nothing else may appear.
    var series =
        series(Plane.AXIAL)
            .changed(
                (i, d) -> {
                  d.setInt(Tag.PixelPaddingValue, VR.SS, -2000);
                  var cells = new int[96 * 96];
                  for (var p = 0; p < cells.length; p++) {
                    cells[p] = (p / 96 < 48 ? -2000 : 300) & 0xFFFF;
                  }
                  d.setInt(Tag.PixelData, VR.OW, cells);
                });
    var centres = centres(series, Plane.AXIAL.column, 10, 46, ResampledSeriesTest::uneven);
    try (var volume = normalised(series, centres).volume()) {
      var others = 0;
      var shape = volume.shape();
      for (var z = 0; z < shape.z(); z++) {
        for (var y = 0; y < shape.y(); y++) {
          var value = volume.valueAt(z, y, 40);
          others += value == -2000 || value == 300 ? 0 : 1;
        }
      }
      assertEquals(0, others);
    }
  }

  @Test
  void shouldNameTheSettingInTheVersionWhereItDiffers() {
    assertEquals(SeriesNormaliser.VERSION, NormalisationSettings.DEFAULTS.version());
    assertEquals(SeriesNormaliser.VERSION + ", gap 3.0 mm", new NormalisationSettings(3).version());
  }
}
