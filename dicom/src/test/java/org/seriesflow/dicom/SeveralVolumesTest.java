package org.seriesflow.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aoju.bus.image.Tag;
import org.aoju.bus.image.galaxy.data.Attributes;
import org.aoju.bus.image.galaxy.data.VR;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classic series that are more than one volume, or less than all of their images. */
class SeveralVolumesTest {
  @TempDir Path folder;

  private TinySeries slices(int count) {
    return new TinySeries(folder).slices(count);
  }

  private static SeriesPlan plan(TinySeries series) throws Exception {
    return SeriesNormaliser.plan(series.write(), NormalisationSettings.DEFAULTS);
  }

  private static VolumePlans plans(TinySeries series) throws Exception {
    return assertInstanceOf(VolumePlans.class, plan(series));
  }

  private static void assertRefused(RefusalCode code, TinySeries series) throws Exception {
    var refusal = assertInstanceOf(NotAVolume.class, plan(series));
    assertEquals(code.name(), refusal.reasonCode(), refusal.reason());
  }

  private static void place(Attributes dataset, double z) {
    dataset.setDouble(Tag.ImagePositionPatient, VR.DS, 10, 20, z);
  }

  /**
   * Six images, two at each of three places, with one value of an attribute or the other in turn.
   */
  private TinySeries pairs(int tag, VR vr, String even, String odd) {
    return slices(6)
        .changed(
            (i, dataset) -> {
              place(dataset, i / 2);
              dataset.setString(tag, vr, i % 2 == 0 ? even : odd);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "00200100, IS, 1,    2,    TemporalPosition",
    "00180081, DS, 9.5,  40,   EchoTime",
    "00180082, DS, 100,  1200, InversionTime",
    "00200012, IS, 3,    4,    AcquisitionNumber",
    "00181060, DS, 20.5, 400,  TriggerTime",
  })
  void shouldTellImagesAtOnePlaceApart(
      String tag, VR vr, String first, String second, String dimension) throws Exception {
    // The second kind is sent first.
    var volumes = plans(pairs(Integer.parseUnsignedInt(tag, 16), vr, second, first)).volumes();
    assertEquals(2, volumes.size());
    var result = volumes.getFirst().build();
    try (var volume = result.volume()) {
      assertEquals(Optional.of(dimension), result.dimension());
      assertEquals(0, result.index());
      assertEquals(100 * 5, volume.valueAt(2, 0, 0));
      assertTrue(
          result.repairs().getFirst().sentence().endsWith(dimension + ": " + first + "."),
          result.repairs().toString());
    }
  }

  @Test
  void shouldTakeTheTemporalPositionBeforeTheEchoTime() throws Exception {
    var both =
        pairs(Tag.TemporalPositionIdentifier, VR.IS, "1", "2")
            .changed((i, d) -> d.setString(Tag.EchoTime, VR.DS, i % 2 == 0 ? "40" : "20"));
    var first = plans(both).volumes().getFirst().build();
    first.volume().close();
    assertEquals(Optional.of("TemporalPosition"), first.dimension());
  }

  @Test
  void shouldNotBeMisledByAnAttributeThatDiffersFromSliceToSlice() throws Exception {
    assertRefused(
        RefusalCode.DUPLICATE_POSITIONS,
        slices(6)
            .changed(
                (i, dataset) -> {
                  place(dataset, i / 2);
                  dataset.setInt(Tag.AcquisitionNumber, VR.IS, i);
                }));
  }

  @Test
  void shouldRefuseImagesAtOnePlaceThatNothingTellsApart() throws Exception {
    assertRefused(
        RefusalCode.DUPLICATE_POSITIONS, slices(6).changed((i, dataset) -> place(dataset, i / 2)));
  }

  @Test
  void shouldLeaveOutAVolumeThatIsNoneAndCountItsImages() throws Exception {
    // Echo 1 stands at six places, echo 2 at two only.
    var broken =
        slices(8)
            .changed(
                (i, dataset) -> {
                  place(dataset, i < 6 ? i : i - 6);
                  dataset.setString(Tag.EchoTime, VR.DS, i < 6 ? "20" : "40");
                });
    var plans = plans(broken);
    assertEquals(1, plans.volumes().size());
    assertEquals(2, plans.imagesLeftOut());
    var only = plans.volumes().getFirst().build();
    only.volume().close();
    assertEquals(
        new Repair(
            "IMAGES_LEFT_OUT",
            "2 image(s) are in no volume. TOO_FEW_SLICES: 2 images with EchoTime 40."),
        only.repairs().getFirst());
  }

  @Test
  void shouldRefuseWhereMostImagesAreInVolumesThatAreNone() throws Exception {
    assertRefused(
        RefusalCode.TOO_FEW_SLICES,
        slices(7)
            .changed(
                (i, dataset) -> {
                  place(dataset, i < 4 ? i / 2 : i - 4);
                  dataset.setString(Tag.EchoTime, VR.DS, i < 4 ? "1" + i % 2 : "40");
                }));
  }

  @Test
  void shouldLeaveOutALocaliserInsideASeries() throws Exception {
    var series =
        slices(6)
            .changed(
                (i, dataset) -> {
                  if (i == 5) {
                    dataset.setString(Tag.ImageType, VR.CS, "ORIGINAL", "PRIMARY", "LOCALIZER");
                  }
                });
    assertLeftOut("LOCALIZER: instance 2.25.105", series);
  }

  @Test
  void shouldLeaveOutAnImageOfAnotherSize() throws Exception {
    var series =
        slices(6)
            .changed(
                (i, dataset) -> {
                  if (i == 0) {
                    dataset.setInt(Tag.Rows, VR.US, 1);
                  }
                });
    assertLeftOut("MIXED_SIZE: instance 2.25.100", series);
  }

  @Test
  void shouldLeaveOutAnImageOfAnotherOrientation() throws Exception {
    var series =
        slices(6)
            .changed(
                (i, dataset) -> {
                  if (i == 5) {
                    dataset.setDouble(Tag.ImageOrientationPatient, VR.DS, 0, 1, 0, 0, 0, -1);
                  }
                });
    assertLeftOut("MIXED_ORIENTATION: instance 2.25.105", series);
  }

  @Test
  void shouldLeaveOutAnImageWithoutAPlace() throws Exception {
    var series =
        slices(6)
            .changed(
                (i, dataset) -> {
                  if (i == 0) {
                    dataset.remove(Tag.ImagePositionPatient);
                  }
                });
    assertLeftOut("MISSING_GEOMETRY: instance 2.25.100", series);
  }

  private static void assertLeftOut(String what, TinySeries series) throws Exception {
    var plans = plans(series);
    assertEquals(1, plans.imagesLeftOut());
    var result = plans.volumes().getFirst().build();
    try (var volume = result.volume()) {
      assertEquals(5, volume.shape().z());
      assertEquals(
          List.of(new Repair("IMAGES_LEFT_OUT", "1 image(s) are in no volume. " + what + ".")),
          result.repairs());
    }
  }

  @Test
  void shouldStillMissASliceThatWasLeftOutFromTheMiddle() throws Exception {
    assertRefused(
        RefusalCode.UNEVEN_SPACING,
        slices(7)
            .changed(
                (i, dataset) -> {
                  place(dataset, 3 * i);
                  if (i == 3) {
                    dataset.setInt(Tag.Rows, VR.US, 1);
                  }
                }));
  }

  @Test
  void shouldRefuseWhereNoMajorityAgrees() throws Exception {
    assertRefused(
        RefusalCode.MIXED_SIZE,
        slices(6).changed((i, dataset) -> dataset.setInt(Tag.Rows, VR.US, 1 + i % 2)));
  }

  @Test
  void shouldEstimateAPixelSpacingThatIsMissing() throws Exception {
    var series = slices(3).changed((i, dataset) -> dataset.remove(Tag.PixelSpacing));
    var result = plans(series).volumes().getFirst().build();
    try (var volume = result.volume()) {
      assertTrue(result.geometryEstimated());
      assertEquals(5, volume.geometry().spacingMm().xMm());
      assertEquals(1, volume.geometry().spacingMm().zMm());
    }
  }
}
